using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Keys;

/// <summary>
/// Finds sessions by key. A chosen key is a document that is stored in the append which makes its session, and only while no other
/// has it, so that of all who open a key at once one makes the session and the others find it.
/// </summary>
internal sealed class KeyedSessions(SessionDirectory directory, SessionStore store, SessionsPorts ports, SessionsOptions options) : ISessionKeys
{
    private const int MaxTries = 10;

    /// <inheritdoc/>
    public async ValueTask<SessionMeta?> FindAsync(Caller caller, SessionKey key, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        var id = key.SessionId ?? await store.FollowAsync(SessionKeys.KeyOf(caller.TenantId, key.Text), cancellationToken);
        return id is not null && await store.FindAsync(caller.TenantId, id, cancellationToken) is var (session, _)
            ? session.ToMeta(caller.TenantId)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<SessionMeta> OpenAsync(Caller caller, SessionKey key, string? name, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (await FindAsync(caller, key, cancellationToken) is { } found) return found;
            if (key.SessionId is not null) throw new CarillonException(ErrorCode.SessionNotFound, "Session not found");
            try
            {
                return await directory.CreateAsync(caller, AgentTypeOf(key.Agent), name, key, cancellationToken);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.Conflict && tries < MaxTries)
            {
                // Someone else made it in between.
            }
        }
    }

    /// <inheritdoc/>
    public string AgentTypeOf(string agent) =>
        Named(agent) ?? (agent == SessionKey.MainAgent ? Named(options.MainAgent) : null)
        ?? throw new CarillonException(ErrorCode.UnknownAgent, "No agent of this name is configured.");

    private string? Named(string agent) =>
        ports.Agents.Definitions.FirstOrDefault(definition => definition.Name.Equals(agent, StringComparison.OrdinalIgnoreCase))?.Name;
}
