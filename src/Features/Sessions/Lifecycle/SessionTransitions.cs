using Carillon.Events;

namespace Carillon.Features.Sessions.Lifecycle;

/// <summary>Which state may follow which (spec: Diminuendo, section 4.2, its open places filled in).</summary>
internal static class SessionTransitions
{
    public static bool IsAllowed(SessionState from, SessionState to) => (from, to) switch
    {
        (SessionState.Inactive, SessionState.Activating) => true,
        (SessionState.Activating, SessionState.Ready or SessionState.Error or SessionState.Inactive) => true,
        (SessionState.Ready, SessionState.Running or SessionState.Deactivating or SessionState.Inactive or SessionState.Error) => true,
        (SessionState.Running, SessionState.Ready or SessionState.Waiting or SessionState.Error or SessionState.Deactivating) => true,
        (SessionState.Waiting, SessionState.Running or SessionState.Ready or SessionState.Error or SessionState.Deactivating) => true,
        (SessionState.Deactivating, SessionState.Inactive or SessionState.Error) => true,
        (SessionState.Error, SessionState.Activating or SessionState.Deactivating or SessionState.Inactive) => true,
        _ => false,
    };

    /// <summary>Whether something runs that a restart of the server would cut off.</summary>
    public static bool IsActive(SessionState state) => state is not (SessionState.Inactive or SessionState.Error);
}
