using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Agents;

/// <summary>Serves one agent's requests out of its session: its turn, its workspace, its people.</summary>
internal sealed class AgentRequests(
    LiveSession session, AgentPlace place, Terminals terminals, ServedRequests served) : IAgentClient
{
    /// <inheritdoc/>
    public ValueTask UpdateAsync(AgentUpdate update, CancellationToken cancellationToken)
    {
        session.Agent.Note(update);

        // Between turns there is nothing else that an update could belong to.
        return session.Turn is { } turn ? turn.UpdateAsync(update, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> RequestPermissionAsync(AgentPermission permission, CancellationToken cancellationToken) =>
        session.Turn is { } turn ? await served.Questions.AskPermissionAsync(turn, permission, cancellationToken) : null;

    /// <summary>Asks people and waits for their answers; null when there will be none. ACP has no request for it yet.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> AskQuestionsAsync(
        IReadOnlyList<Question> asked, string? context, CancellationToken cancellationToken) =>
        session.Turn is { } turn ? await served.Questions.AskQuestionsAsync(turn, asked, context, cancellationToken) : null;

    /// <inheritdoc/>
    public async ValueTask<string> ReadTextFileAsync(string path, int? line, int? limit, CancellationToken cancellationToken)
    {
        await served.BeforeFileAsync("read", "fs/read_text_file", path, null, cancellationToken);
        return await place.Workspace.ReadTextAsync(path, line, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WriteTextFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        await served.BeforeFileAsync("edit", "fs/write_text_file", path, content, cancellationToken);
        await place.Files.WriteTextAsync(path, content, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string> CreateTerminalAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        var turn = RunningTurn();
        await served.BeforeCommandAsync(turn, request, cancellationToken);
        return await terminals.CreateAsync(place, turn, session.Id, request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TerminalState> GetTerminalAsync(string terminalId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(terminals.Get(terminalId));

    /// <inheritdoc/>
    public async ValueTask<TerminalExit> WaitForTerminalAsync(string terminalId, CancellationToken cancellationToken) =>
        await terminals.WaitAsync(terminalId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask KillTerminalAsync(string terminalId, CancellationToken cancellationToken) =>
        await terminals.KillAsync(terminalId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseTerminalAsync(string terminalId, CancellationToken cancellationToken) =>
        await terminals.ReleaseAsync(terminalId);

    private Turn RunningTurn() => session.Turn ?? throw new CarillonException(ErrorCode.NoTurnInProgress, "No turn runs in this session.");
}
