using System.Globalization;
using System.Text.Json;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>What an agent can do while it answers: talk, think, show its tools at work, and ask its host for things.</summary>
internal sealed class AgentTurn(AgentSession session, JsonRpcPeer host, TimeProvider clock, TimeSpan pace)
{
    // What a host shows as the size of the context; there is no model that could fill it.
    private const long ContextWords = 100_000;
    private const string Completed = "completed";

    private static readonly PermissionChoice[] Choices =
    [
        new("allow_once", "Allow", "allow_once"),
        new("allow_always", "Always allow in this session", "allow_always"),
        new("reject_once", "Do not allow", "reject_once"),
        new("reject_always", "Never allow in this session", "reject_always"),
    ];

    /// <summary>The session's working directory.</summary>
    public string Folder => session.Folder;

    public static long CountWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public async Task UpdateAsync(SessionUpdate update, CancellationToken cancellationToken)
    {
        var notice = new SessionUpdateNotice(session.Id, update);
        await host.NotifyAsync(AcpMethod.Update, RpcBody.Of(notice, AcpJson.Default.SessionUpdateNotice), cancellationToken);
    }

    public Task SayAsync(string text, CancellationToken cancellationToken) =>
        StreamAsync(text, piece => new MessageChunk(new TextBlock(piece)), cancellationToken);

    public Task ThinkAsync(string text, CancellationToken cancellationToken) =>
        StreamAsync(text, piece => new ThoughtChunk(new TextBlock(piece)), cancellationToken);

    public Task PlanAsync(IReadOnlyList<PlanEntry> entries, CancellationToken cancellationToken) =>
        UpdateAsync(new PlanUpdate(entries), cancellationToken);

    public Task ReportUsageAsync(CancellationToken cancellationToken) =>
        UpdateAsync(new UsageUpdate(session.WordsRead + session.WordsSaid, ContextWords), cancellationToken);

    /// <summary>Announces a tool call and returns its id.</summary>
    /// <param name="path">What it is about, absolute.</param>
    public async Task<string> BeginToolAsync(string kind, string title, string? path, string input, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"call-{++session.LastToolCall}");
        var arguments = new Dictionary<string, string> { [kind == "execute" ? "command" : kind == "search" ? "query" : "path"] = input };
        ToolLocation[]? locations = path is null ? null : [new(path)];
        await UpdateAsync(new ToolCallStart(id, title, kind, "pending", locations, arguments), cancellationToken);
        return id;
    }

    public Task StartToolAsync(string id, CancellationToken cancellationToken, ToolContent? shown = null) =>
        UpdateAsync(new ToolCallUpdate(id, Status: "in_progress", Content: shown is null ? null : [shown]), cancellationToken);

    public Task EndToolAsync(string id, ToolContent content, CancellationToken cancellationToken, bool failed = false) =>
        UpdateAsync(new ToolCallUpdate(id, Status: failed ? "failed" : Completed, Content: [content]), cancellationToken);

    public static ToolContent Text(string text) => new TextContent(new TextBlock(text));

    /// <summary>Asks before something is done, unless it was decided for the whole session.</summary>
    /// <exception cref="OperationCanceledException">The host answered that the turn is over.</exception>
    public async Task<bool> AskAsync(string kind, string toolCallId, string title, ToolContent? shown, CancellationToken cancellationToken)
    {
        if (session.Decided.TryGetValue(kind, out var decided)) return decided;
        var call = new ToolCallUpdate(toolCallId, title, kind, "pending", shown is null ? null : [shown]);
        var request = RpcBody.Of(new PermissionRequest(session.Id, call, Choices), AcpJson.Default.PermissionRequest);
        var answer = await host.RequestAsync(AcpMethod.RequestPermission, request, cancellationToken);
        switch (answer.GetMember("outcome")?.GetText("optionId"))
        {
            case "allow_once":
                return true;
            case "allow_always":
                return session.Decided[kind] = true;
            case "reject_once":
                return false;
            case "reject_always":
                return session.Decided[kind] = false;
            default:
                throw new OperationCanceledException("nobody decided", cancellationToken);
        }
    }

    /// <summary>Asks people to fill in a form; null when they do not.</summary>
    public async Task<IReadOnlyList<JsonProperty>?> FillInAsync(
        string message, IReadOnlyDictionary<string, FormProperty> questions, CancellationToken cancellationToken)
    {
        var form = new ElicitationRequest(session.Id, message, new FormSchema(questions, [.. questions.Keys]));
        var answer = await host.RequestAsync(
            AcpMethod.Elicit, RpcBody.Of(form, AcpJson.Default.ElicitationRequest), cancellationToken);
        return answer.GetText("action") == "accept" && answer.GetMember("content") is { ValueKind: JsonValueKind.Object } content
            ? [.. content.EnumerateObject()]
            : null;
    }

    /// <exception cref="RpcException">The host refuses, in words for people.</exception>
    public async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var request = RpcBody.Of(new ReadRequest(session.Id, path, null, null), AcpJson.Default.ReadRequest);
        var text = (await host.RequestAsync(AcpMethod.ReadTextFile, request, cancellationToken)).GetText("content") ?? "";
        session.WordsRead += CountWords(text);
        return text;
    }

    /// <exception cref="RpcException">The host refuses, in words for people.</exception>
    public Task WriteAsync(string path, string content, CancellationToken cancellationToken) => host.RequestAsync(
        AcpMethod.WriteTextFile, RpcBody.Of(new WriteRequest(session.Id, path, content), AcpJson.Default.WriteRequest), cancellationToken);

    /// <summary>Starts a command line and returns its terminal's id.</summary>
    /// <exception cref="RpcException">The host refuses, in words for people.</exception>
    public async Task<string> StartCommandAsync(string commandLine, CancellationToken cancellationToken)
    {
        var request = new CreateTerminalRequest(session.Id, "/bin/sh", ["-c", commandLine], Folder);
        var answer = await host.RequestAsync(
            AcpMethod.CreateTerminal, RpcBody.Of(request, AcpJson.Default.CreateTerminalRequest), cancellationToken);
        return answer.GetText("terminalId") ?? throw new RpcException(RpcCode.InternalError, "the host gave no terminal");
    }

    /// <summary>Waits for a command's end and returns its output, with how it ended.</summary>
    public async Task<(string Output, long? ExitCode)> EndOfCommandAsync(string terminalId, CancellationToken cancellationToken)
    {
        var terminal = RpcBody.Of(new TerminalOnly(session.Id, terminalId), AcpJson.Default.TerminalOnly);
        try
        {
            var exit = await host.RequestAsync(AcpMethod.WaitForTerminal, terminal, cancellationToken);
            var state = await host.RequestAsync(AcpMethod.TerminalOutput, terminal, cancellationToken);
            return (state.GetText("output") ?? "", exit.GetInteger("exitCode"));
        }
        finally
        {
            // Also when the turn is stopped: this ends the command. Nobody waits longer than the host does.
            await host.RequestAsync(AcpMethod.ReleaseTerminal, terminal, CancellationToken.None);
        }
    }

    private async Task StreamAsync(string text, Func<string, SessionUpdate> make, CancellationToken cancellationToken)
    {
        foreach (var piece in TextPieces.Of(text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await UpdateAsync(make(piece), cancellationToken);
            if (pace > TimeSpan.Zero) await Task.Delay(pace, clock, cancellationToken);
        }

        session.WordsSaid += CountWords(text);
    }
}
