using System.Globalization;
using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Agents;

/// <summary>A running agent: its process, and one session in conversation with it.</summary>
internal sealed partial class AcpAgent(AgentProcess process, JsonRpcPeer peer, HostHandler handler, AgentSurroundings surroundings) : IAgent
{
    private const string CancelledReason = "cancelled";
    private const int QuotedLines = 3;
    private readonly AgentsOptions _options = surroundings.Options;
    private readonly ILogger _logger = surroundings.Logger;
    private readonly TimedRequests _requests = new(peer, surroundings.Clock);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task _conversing = Task.CompletedTask;
    private Task? _disposal;
    private PromptRun? _prompt;
    private AgentDetails? _details;
    private string? _chosenModel;

    public Task<AgentExit> Exited => process.Exited;

    public string? Model => _chosenModel ?? OfferOf(AgentChoice.Model)?.Current;

    private string SessionId => _details?.SessionId ?? throw new InvalidOperationException("the agent has no session yet");

    /// <summary>Begins to listen; called once.</summary>
    public void Begin()
    {
        process.Begin();
        _conversing = ConverseAsync();
    }

    /// <exception cref="AgentException">It could not be greeted.</exception>
    public async Task GreetAsync(string workingDirectory, CancellationToken cancellationToken)
    {
        try
        {
            _details = await new Handshake(_requests, _options).RunAsync(workingDirectory, cancellationToken);
        }
        catch (RpcClosedException error)
        {
            throw await DisconnectedAsync(error);
        }
        catch (AgentException error)
        {
            throw new AgentException(error.Fault, Quote(surroundings.Mask.Apply(error.Message)), error);
        }
    }

    public async Task<PromptResult> PromptAsync(string text, CancellationToken cancellationToken)
    {
        using var run = new PromptRun();
        if (Interlocked.CompareExchange(ref _prompt, run, null) is not null) throw new InvalidOperationException("a prompt runs already");
        handler.Prompt = run;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = new PromptWatch(peer, _options, surroundings.Clock).RunAsync(run, over.Token);
        var asking = AskAsync(text, over.Token);
        try
        {
            return await EndOfAsync(run, asking, watching, cancellationToken);
        }
        finally
        {
            // Also what the agent still asks permission for: nobody is there any more to decide it.
            await run.CancelAsync();
            await over.CancelAsync();
            await Task.WhenAll(asking, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            handler.Prompt = null;
            Volatile.Write(ref _prompt, null);
        }
    }

    public async ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _prompt) is not { } run || run.IsCancelled) return;
        await run.CancelAsync();
        try
        {
            var session = RpcBody.Of(new SessionOnly(SessionId), AcpJson.Default.SessionOnly);
            await peer.NotifyAsync(AcpMethod.Cancel, session, cancellationToken);
        }
        catch (RpcClosedException error)
        {
            LogNotTold(surroundings.AgentType, process.Id, error.Message);
        }
    }

    public async ValueTask<bool> TryChooseAsync(AgentChoice choice, string value, CancellationToken cancellationToken)
    {
        if (OfferOf(choice) is not { } offer || offer.Find(value) is not { } own) return false;
        try
        {
            var (method, request) = offer.ConfigId is { } option
                ? (AcpMethod.SetOption, RpcBody.Of(new SetOptionRequest(SessionId, option, own), AcpJson.Default.SetOptionRequest))
                : (AcpMethod.SetModel, RpcBody.Of(new SetModelRequest(SessionId, own), AcpJson.Default.SetModelRequest));
            await _requests.AskAsync(method, request, _options.SessionTimeout, cancellationToken);
        }
        catch (AgentException error)
        {
            throw new AgentException(error.Fault, surroundings.Mask.Apply(error.Message), error);
        }
        catch (RpcClosedException error)
        {
            throw await DisconnectedAsync(error);
        }

        if (choice == AgentChoice.Model) _chosenModel = own;
        return true;
    }

    public async ValueTask<bool> TrySteerAsync(string content, CancellationToken cancellationToken)
    {
        if (_details is not { Steers: true } || Volatile.Read(ref _prompt) is null) return false;
        try
        {
            var request = RpcBody.Of(new SteerRequest(SessionId, content), AcpJson.Default.SteerRequest);
            await peer.RequestAsync(AcpMethod.Steer, request, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is RpcException or RpcClosedException)
        {
            LogNotTold(surroundings.AgentType, process.Id, error.Message);
            return false;
        }
    }

    private OfferedChoice? OfferOf(AgentChoice choice) => _details?.Choices.FirstOrDefault(offer => offer.Choice == choice);

    /// <summary>Ends the process; what it last said is still taken up.</summary>
    public Task EndAsync(TimeSpan grace) => process.EndAsync(grace);

    public ValueTask DisposeAsync()
    {
        lock (_lock) return new ValueTask(_disposal ??= DisposeOnceAsync());
    }

    private async Task DisposeOnceAsync()
    {
        await process.EndAsync(_options.CloseGrace);
        await _closing.CancelAsync();
        await _conversing;
        await process.DisposeAsync();
        peer.Dispose();
        _closing.Dispose();
    }

    /// <summary>Listens until the agent closes its output; without it the process is of no use any more.</summary>
    private async Task ConverseAsync()
    {
        try
        {
            await peer.RunAsync(_closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            LogClosing(surroundings.AgentType, process.Id);
        }
        catch (Exception error)
        {
            LogConversationFailed(error, surroundings.AgentType, process.Id);
            await process.EndAsync(TimeSpan.Zero);
        }

        await process.EndAsync(_options.CloseGrace);
        var exit = await process.Exited;
        LogExited(surroundings.AgentType, process.Id, exit.ExitCode, peer.Rubbish);
    }

    private Task<JsonElement> AskAsync(string text, CancellationToken cancellationToken) => peer.RequestAsync(
        AcpMethod.Prompt,
        RpcBody.Of(new PromptRequest(SessionId, [new TextBlock(text)]), AcpJson.Default.PromptRequest),
        cancellationToken);

    private static PromptResult ResultOf(JsonElement answer)
    {
        var usage = answer.GetMember("usage") ?? default;
        return new PromptResult(
            answer.GetText("stopReason") ?? "end_turn",
            usage.GetInteger("inputTokens"),
            usage.GetInteger("outputTokens"),
            usage.GetInteger("cachedReadTokens"));
    }

    private async Task<PromptResult> EndOfAsync(PromptRun run, Task<JsonElement> asking, Task watching, CancellationToken cancellationToken)
    {
        try
        {
            if (await Task.WhenAny(asking, watching) == asking) return ResultOf(await asking);
            cancellationToken.ThrowIfCancellationRequested();
            return await GiveUpAsync(run);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone away: nobody will hear what the agent goes on to say.
            await process.EndAsync(TimeSpan.Zero);
            throw;
        }
        catch (RpcException error)
        {
            if (run.IsCancelled) return new PromptResult(CancelledReason);
            throw new AgentException(AgentFault.Error, surroundings.Mask.Apply(RpcErrorText.Of(error)), error);
        }
        catch (RpcClosedException error)
        {
            var fault = await DisconnectedAsync(error);
            return run.IsCancelled ? new PromptResult(CancelledReason) : throw fault;
        }
    }

    /// <summary>The agent does not come to an end by itself, so its process does.</summary>
    private async Task<PromptResult> GiveUpAsync(PromptRun run)
    {
        var wasStopped = run.IsCancelled;
        LogGivenUp(surroundings.AgentType, process.Id, wasStopped ? "it was asked to stop and did not" : "it was silent");
        await process.EndAsync(TimeSpan.Zero);
        if (wasStopped) return new PromptResult(CancelledReason);
        var minutes = _options.SilenceTimeout.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture);
        throw new AgentException(AgentFault.TimedOut, $"the agent was silent for {minutes} minutes");
    }

    private async Task<AgentException> DisconnectedAsync(RpcClosedException error)
    {
        if (error.InnerException is InvalidDataException rubbish)
            return new AgentException(AgentFault.Error, $"the agent cannot be understood: {rubbish.Message}", error);
        if (error.InnerException is { } inner and not (IOException or ObjectDisposedException or OperationCanceledException))
            return new AgentException(AgentFault.Error, "what the agent said could not be taken up", inner);
        await process.EndAsync(_options.CloseGrace);
        var exit = await process.Exited;
        if (process.EndReason is { } reason) return new AgentException(AgentFault.Disconnected, $"the agent's process was ended: {reason}", error);
        return new AgentException(AgentFault.Disconnected, Quote($"the agent's process ended with exit code {exit.ExitCode}"), error);
    }

    private string Quote(string message) => process.Words.Read(QuotedLines) is { Length: > 0 } words ? $"{message}: {words}" : message;

    [LoggerMessage(4040, LogLevel.Information, "Agent {AgentType}, process {Pid}, exited with {ExitCode}; {Rubbish} lines were no messages")]
    private partial void LogExited(string agentType, int pid, int exitCode, long rubbish);

    [LoggerMessage(4041, LogLevel.Warning, "Agent {AgentType}, process {Pid}, is ended: {Reason}")]
    private partial void LogGivenUp(string agentType, int pid, string reason);

    [LoggerMessage(4042, LogLevel.Error, "The conversation with agent {AgentType}, process {Pid}, failed")]
    private partial void LogConversationFailed(Exception error, string agentType, int pid);

    [LoggerMessage(4043, LogLevel.Debug, "Agent {AgentType}, process {Pid}, could not be told: {Reason}")]
    private partial void LogNotTold(string agentType, int pid, string reason);

    [LoggerMessage(4044, LogLevel.Debug, "The conversation with agent {AgentType}, process {Pid}, was closed")]
    private partial void LogClosing(string agentType, int pid);
}
