using Carillon.Contracts.Sessions;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>Lists and changes sessions. Everyone in the tenant hears of a change; here only what is said to the one who asked.</summary>
internal sealed class SessionCommands(Peer peer, ISessions sessions, Commands commands)
{
    /// <summary>The most sessions in one answer; beyond that it says where to go on.</summary>
    public const int MaxListed = 10_000;

    /// <summary>Answers with <c>session_list</c>: all sessions, or a page when one was asked for.</summary>
    public async ValueTask ListAsync(Caller caller, ListSessions message, CancellationToken cancellationToken)
    {
        var wanted = message.Limit ?? MaxListed;
        var listed = new List<SessionMeta>();
        var next = message.Next;
        do
        {
            var query = new SessionQuery(message.IncludeArchived, Math.Min(wanted - listed.Count, MessageReader.MaxLimit), next);
            var page = await sessions.ListAsync(caller, query, cancellationToken);
            listed.AddRange(page.Sessions);
            next = page.Next;
        }
        while (next is not null && listed.Count < wanted);

        peer.Send(SessionReplies.List(peer.Framing, listed, next));
    }

    /// <summary>Answers with <c>session_created</c>.</summary>
    public async ValueTask CreateAsync(Caller caller, CreateSession message, CancellationToken cancellationToken)
    {
        var session = await sessions.CreateAsync(caller, message.AgentType, message.Name, cancellationToken);
        peer.Send(SessionReplies.Created(peer.Framing, session));
    }

    /// <summary>The answer is the <c>session_updated</c> that everyone in the tenant gets.</summary>
    public async ValueTask RenameAsync(Caller caller, RenameSession message, CancellationToken cancellationToken) =>
        await sessions.RenameAsync(caller, message.SessionId, message.Name, cancellationToken);

    /// <summary>Answers with <c>session_archived</c> or <c>session_unarchived</c>.</summary>
    public async ValueTask ArchiveAsync(Caller caller, ArchiveSession message, CancellationToken cancellationToken)
    {
        var session = await sessions.ArchiveAsync(caller, message.SessionId, message.Archived, cancellationToken);
        peer.Send(SessionReplies.Archived(peer.Framing, session));
    }

    /// <summary>The answer is the <c>session_deleted</c> that everyone in the tenant gets, once the agent has been stopped.</summary>
    public void Delete(Caller caller, DeleteSession message) =>
        commands.Start("delete_session", token => sessions.DeleteAsync(caller, message.SessionId, token));
}
