using Carillon.Contracts.Hooks;
using Carillon.Events;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>What a hook's word means for a permission.</summary>
internal static class HookVerdict
{
    /// <summary>The decision; null when hooks left it to people, by silence or by a word that means nothing here or is not offered.</summary>
    public static PermissionResolved? Of(HookOutcome outcome, PermissionRequested asked)
    {
        if (!outcome.Blocked && outcome.Value is null) return null;
        var (kind, offered) = (outcome.Blocked ? PermissionKind.RejectOnce : KindOf(outcome.Value!), asked.Options.Select(option => option.Kind).ToList());
        if (kind is not { } meant || (PermissionChoice.IsConsent(meant) && !offered.Contains(meant) && !offered.Contains(PermissionKind.AllowOnce))) return null;
        var consent = PermissionChoice.IsConsent(meant);
        return new PermissionResolved(
            asked.SessionId, asked.RequestId, consent, consent ? PermissionOutcome.Allowed : PermissionOutcome.Denied, meant, $"hook:{outcome.Hook}");
    }

    private static PermissionKind? KindOf(string value) => value.Trim().ToUpperInvariant().Replace('-', '_') switch
    {
        "ALLOW" or "ALLOW_ONCE" or "APPROVE" => PermissionKind.AllowOnce,
        "ALLOW_ALWAYS" or "ALLOW_SESSION" => PermissionKind.AllowAlways,
        "DENY" or "REJECT" or "REJECT_ONCE" => PermissionKind.RejectOnce,
        "REJECT_ALWAYS" => PermissionKind.RejectAlways,
        _ => null,
    };
}
