using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Runs;

/// <summary>Finds turns by id and tells them out of the log, which is the one thing that knows how each of them went.</summary>
internal sealed class RunDirectory(SessionTurns turns, SessionStore store, SessionsPorts ports, RunEnds ends) : IRuns
{
    private const int PageSize = 200;

    /// <inheritdoc/>
    public async ValueTask<Run> GetAsync(Caller caller, string runId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        return await ReadAsync(await FindAsync(caller, runId, cancellationToken), runId, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Run> WaitAsync(Caller caller, string runId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        var session = await FindAsync(caller, runId, cancellationToken);
        using var wait = ends.Expect(session, runId);

        // Looked at after the wait began: an end is found here or awaited there, never neither.
        if (await ReadAsync(session, runId, cancellationToken) is { EndedAt: not null } ended) return ended;
        await wait.Ended.WaitAsync(cancellationToken);
        return await ReadAsync(await FindAsync(caller, runId, cancellationToken), runId, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CancelAsync(Caller caller, string runId, CancellationToken cancellationToken)
    {
        var session = await FindAsync(caller, runId, cancellationToken);
        try
        {
            await turns.StopAsync(caller, session.Key, runId, cancellationToken);
            return true;
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.NoTurnInProgress)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SteerAsync(Caller caller, string runId, string content, CancellationToken cancellationToken)
    {
        var session = await FindAsync(caller, runId, cancellationToken);
        await turns.SteerAsync(caller, session.Key, runId, content, cancellationToken);
    }

    private async ValueTask<StreamId> FindAsync(Caller caller, string runId, CancellationToken cancellationToken) =>
        await store.FollowAsync(SessionKeys.Run(caller.TenantId, runId), cancellationToken) is { } sessionId
            ? StreamId.Session(caller.TenantId, sessionId)
            : throw NotFound();

    private async ValueTask<Run> ReadAsync(StreamId session, string runId, CancellationToken cancellationToken)
    {
        var after = await store.StartOfTurnAsync(session.Tenant, session.Key, runId, cancellationToken) ?? throw NotFound();
        var story = new RunStory(runId, session.Key);
        while (!story.HasEnded)
        {
            var page = await ports.Log.ReadAsync(session, after, PageSize, cancellationToken);
            foreach (var entry in page) story.Apply(entry);
            if (page.Count < PageSize) break;
            after = page[^1].Seq;
        }

        return story.ToRun(ports.Now) ?? throw NotFound();
    }

    private static CarillonException NotFound() => new(ErrorCode.NotFound, "Run not found");
}
