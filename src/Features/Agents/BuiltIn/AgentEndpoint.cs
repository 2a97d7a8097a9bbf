using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>The agent's side of the protocol: its sessions, and one prompt at a time in each.</summary>
internal sealed class AgentEndpoint(IBuiltInAgent agent, TimeProvider clock, TimeSpan pace) : IRpcHandler
{
    private readonly ConcurrentDictionary<string, AgentSession> _sessions = new(StringComparer.Ordinal);
    private JsonRpcPeer? _peer;
    private int _lastSession;

    private JsonRpcPeer Peer => _peer ?? throw new InvalidOperationException("not connected");

    /// <summary>Tells it whom it speaks with; once, before anything comes in.</summary>
    public void Connect(JsonRpcPeer peer) => _peer = peer;

    public ValueTask NotifiedAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (method == AcpMethod.Cancel && parameters.GetText("sessionId") is { } id) _sessions.GetValueOrDefault(id)?.Cancel();
        return ValueTask.CompletedTask;
    }

    public ValueTask<RpcBody> RequestedAsync(string method, JsonElement parameters, CancellationToken cancellationToken) => method switch
    {
        AcpMethod.Initialize => ValueTask.FromResult(Initialize()),
        AcpMethod.NewSession => OpenAsync(parameters, cancellationToken),
        AcpMethod.Prompt => PromptAsync(parameters, cancellationToken),
        AcpMethod.Steer when agent.Steers => ValueTask.FromResult(Steer(parameters)),
        _ => throw new RpcException(RpcCode.MethodNotFound, $"unknown method: {method}"),
    };

    private RpcBody Initialize()
    {
        var meta = new Dictionary<string, bool> { [AcpMethod.SteerCapability] = agent.Steers };
        var capabilities = new AgentCapabilities(LoadSession: false, meta);
        var self = new InitializeResult(AcpMethod.ProtocolVersion, capabilities, Implementations.BuiltIn(agent.Name));
        return RpcBody.Of(self, AcpJson.Default.InitializeResult);
    }

    private async ValueTask<RpcBody> OpenAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var folder = parameters.GetText("cwd");
        if (folder is null || !Path.IsPathRooted(folder)) throw new RpcException(RpcCode.InvalidParams, "'cwd' has to be an absolute path");
        var number = Interlocked.Increment(ref _lastSession);
        var session = new AgentSession(string.Create(CultureInfo.InvariantCulture, $"{agent.Name}-{number}"), folder);
        _sessions[session.Id] = session;
        await TurnOf(session).UpdateAsync(new CommandsUpdate(agent.Commands), cancellationToken);
        return RpcBody.Of(new NewSessionResult(session.Id), AcpJson.Default.NewSessionResult);
    }

    private async ValueTask<RpcBody> PromptAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var session = Find(parameters);
        var text = string.Join('\n', parameters.Sound().GetItems("prompt").Select(ContentText.OfBlock)).Trim();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!session.TryBegin(stopping)) throw new RpcException(RpcCode.InvalidRequest, "a prompt runs already in this session");
        var turn = TurnOf(session);
        var reason = "end_turn";
        var (read, said) = (session.WordsRead, session.WordsSaid);
        try
        {
            session.WordsRead += AgentTurn.CountWords(text);
            await agent.AnswerAsync(turn, text, stopping.Token);
            while (!session.TryFinish(out var steer)) await agent.HearAsync(turn, steer, stopping.Token);
            await turn.ReportUsageAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            reason = "cancelled";
        }
        finally
        {
            session.End();
        }

        (read, said) = (session.WordsRead - read, session.WordsSaid - said);
        return RpcBody.Of(new PromptReply(reason, new PromptUsage(read, said, read + said)), AcpJson.Default.PromptReply);
    }

    private RpcBody Steer(JsonElement parameters)
    {
        var content = parameters.Sound().GetText("content");
        if (content is not null && Find(parameters).TrySteer(content)) return RpcBody.Empty;
        throw new RpcException(RpcCode.InvalidRequest, "there is nothing to steer");
    }

    private AgentSession Find(JsonElement parameters) =>
        parameters.GetText("sessionId") is { } id && _sessions.TryGetValue(id, out var session)
            ? session
            : throw new RpcException(RpcCode.InvalidParams, "no such session");

    private AgentTurn TurnOf(AgentSession session) => new(session, Peer, clock, pace);
}
