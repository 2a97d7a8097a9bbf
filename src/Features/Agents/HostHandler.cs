using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Agents;

/// <summary>Serves an agent: hands on what it tells, and answers what it asks.</summary>
internal sealed partial class HostHandler(IAgentClient client, string agentType, ILogger logger) : IRpcHandler
{
    private readonly ILogger _logger = logger;
    private readonly AnnouncedCalls _announced = new();
    private readonly SurrogateSeam _text = new();
    private readonly SurrogateSeam _thought = new();
    private volatile PromptRun? _prompt;

    /// <summary>The prompt that runs, whose permission requests end when it is stopped.</summary>
    public PromptRun? Prompt
    {
        set
        {
            _prompt = value;
            _announced.Clear();
        }
    }

    public async ValueTask NotifiedAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (method != AcpMethod.Update)
        {
            LogUnknownNotification(agentType, method);
            return;
        }

        foreach (var update in UpdateReader.Read(parameters))
        {
            _announced.Note(update);
            foreach (var sound in Sound(update)) await client.UpdateAsync(sound, cancellationToken);
        }
    }

    public async ValueTask<RpcBody> RequestedAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(method, parameters.Sound(), cancellationToken);
        }
        catch (CarillonException error)
        {
            throw new RpcException(CodeOf(error.Code), error.Message, inner: error);
        }
    }

    /// <summary>Pieces of text leave without a cut character; it comes with the next piece, before anything else does.</summary>
    private IEnumerable<AgentUpdate> Sound(AgentUpdate update)
    {
        if (update is not AgentText && _text.End() is { Length: > 0 } text) yield return new AgentText(text);
        if (update is not AgentThought && _thought.End() is { Length: > 0 } thought) yield return new AgentThought(thought);
        switch (update)
        {
            case AgentText piece:
                if (_text.Next(piece.Text) is { Length: > 0 } said) yield return new AgentText(said);
                break;
            case AgentThought piece:
                if (_thought.Next(piece.Text) is { Length: > 0 } reasoned) yield return new AgentThought(reasoned);
                break;
            default:
                yield return update;
                break;
        }
    }

    private ValueTask<RpcBody> AnswerAsync(string method, JsonElement parameters, CancellationToken cancellationToken) => method switch
    {
        AcpMethod.RequestPermission => AskAsync(parameters, cancellationToken),
        AcpMethod.Elicit => ElicitAsync(parameters, cancellationToken),
        AcpMethod.ReadTextFile => ReadAsync(parameters, cancellationToken),
        AcpMethod.WriteTextFile => WriteAsync(parameters, cancellationToken),
        AcpMethod.CreateTerminal => CreateTerminalAsync(parameters, cancellationToken),
        AcpMethod.TerminalOutput => GetTerminalAsync(parameters, cancellationToken),
        AcpMethod.WaitForTerminal => WaitForTerminalAsync(parameters, cancellationToken),
        AcpMethod.KillTerminal => DoneAsync(client.KillTerminalAsync(Text(parameters, "terminalId"), cancellationToken)),
        AcpMethod.ReleaseTerminal => DoneAsync(client.ReleaseTerminalAsync(Text(parameters, "terminalId"), cancellationToken)),
        _ => throw new RpcException(RpcCode.MethodNotFound, $"unknown method: {method}"),
    };

    private async ValueTask<RpcBody> AskAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var permission = PermissionReader.Read(parameters, _announced.Find);
        if (permission.Options.Count == 0) throw new RpcException(RpcCode.InvalidParams, "no option that could be chosen");
        var chosen = await InPromptAsync(token => client.RequestPermissionAsync(permission, token), cancellationToken);
        return Outcome(permission.Options.Any(option => option.OptionId == chosen) ? chosen : null);
    }

    private async ValueTask<RpcBody> ElicitAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var form = ElicitedForm.Read(parameters);
        return form.Reply(await InPromptAsync(token => client.AskQuestionsAsync(form.Questions, form.Context, token), cancellationToken));
    }

    /// <summary>Asks people while the prompt runs; a request outside of one, or after its end was asked for, has nobody to decide it.</summary>
    private async ValueTask<T?> InPromptAsync<T>(Func<CancellationToken, ValueTask<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (_prompt is not { IsCancelled: false } prompt) return null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, prompt.Cancelled);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (prompt.IsCancelled)
        {
            return null;
        }
    }

    private async ValueTask<RpcBody> ReadAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var text = await client.ReadTextFileAsync(
            Text(parameters, "path"), Small(parameters, "line"), Small(parameters, "limit"), cancellationToken);
        return RpcBody.Of(new ReadResult(text), AcpJson.Default.ReadResult);
    }

    private ValueTask<RpcBody> WriteAsync(JsonElement parameters, CancellationToken cancellationToken) => DoneAsync(
        client.WriteTextFileAsync(Text(parameters, "path"), Text(parameters, "content"), cancellationToken));

    private async ValueTask<RpcBody> CreateTerminalAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in parameters.GetItems("env"))
        {
            if (variable.GetText("name") is { Length: > 0 } name) environment[name] = variable.GetText("value") ?? "";
        }

        var request = new TerminalRequest(
            Text(parameters, "command"),
            [.. parameters.GetItems("args").Select(argument => argument.AsText()).OfType<string>()],
            environment,
            parameters.GetText("cwd"),
            Small(parameters, "outputByteLimit"));
        return RpcBody.Of(new TerminalResult(await client.CreateTerminalAsync(request, cancellationToken)), AcpJson.Default.TerminalResult);
    }

    private async ValueTask<RpcBody> GetTerminalAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var state = await client.GetTerminalAsync(Text(parameters, "terminalId"), cancellationToken);
        var exit = state.Exit is { } ended ? new TerminalExitStatus(ended.ExitCode, ended.Signal) : null;
        return RpcBody.Of(new TerminalOutputResult(state.Output, state.Truncated, exit), AcpJson.Default.TerminalOutputResult);
    }

    private async ValueTask<RpcBody> WaitForTerminalAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var exit = await client.WaitForTerminalAsync(Text(parameters, "terminalId"), cancellationToken);
        return RpcBody.Of(new TerminalExitStatus(exit.ExitCode, exit.Signal), AcpJson.Default.TerminalExitStatus);
    }

    private static async ValueTask<RpcBody> DoneAsync(ValueTask work)
    {
        await work;
        return RpcBody.Empty;
    }

    private static RpcBody Outcome(string? chosen) => RpcBody.Of(
        new PermissionResult(new PermissionOutcome(chosen is null ? "cancelled" : "selected", chosen)), AcpJson.Default.PermissionResult);

    private static string Text(JsonElement parameters, string name) =>
        parameters.GetText(name) ?? throw new RpcException(RpcCode.InvalidParams, $"'{name}' is missing");

    private static int? Small(JsonElement parameters, string name) =>
        parameters.GetInteger(name) is { } value ? (int)Math.Clamp(value, int.MinValue, int.MaxValue) : null;

    private static int CodeOf(ErrorCode code) => code switch
    {
        ErrorCode.NotFound => RpcCode.ResourceNotFound,
        ErrorCode.Internal or ErrorCode.StorageUnavailable or ErrorCode.ShuttingDown => RpcCode.InternalError,
        _ => RpcCode.InvalidParams,
    };

    [LoggerMessage(4010, LogLevel.Debug, "Agent {AgentType} sent an unknown notification: {Method}")]
    private partial void LogUnknownNotification(string agentType, string method);
}
