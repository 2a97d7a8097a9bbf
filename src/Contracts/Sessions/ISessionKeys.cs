using Carillon.Core.Identity;
using Carillon.Events;

namespace Carillon.Contracts.Sessions;

/// <summary>
/// Sessions by key, for protocols, schedules and approvals that name sessions themselves: a key leads to the same session for as
/// long as that lives, restarts included, and every session has one (<see cref="SessionMeta.Key"/>), chosen or made from its id.
/// Keys belong to their tenant. Once its session is deleted, a key is free again.
/// </summary>
public interface ISessionKeys
{
    /// <summary>The session of a key; null when there is none. Errors: PermissionDenied.</summary>
    ValueTask<SessionMeta?> FindAsync(Caller caller, SessionKey key, CancellationToken cancellationToken);

    /// <summary>
    /// The session of a key, made when there is none: of the agent that the key names, where <c>main</c> is the agent the
    /// configuration calls so. However many open a key at once, one session is made. Errors: UnknownAgent, PermissionDenied,
    /// Invalid (the name), SessionNotFound (the key holds the id of a session that is not there).
    /// </summary>
    /// <param name="name">What people call it, if it has to be made.</param>
    ValueTask<SessionMeta> OpenAsync(Caller caller, SessionKey key, string? name, CancellationToken cancellationToken);

    /// <summary>The agent type that a name in a key stands for. Errors: UnknownAgent.</summary>
    string AgentTypeOf(string agent);
}
