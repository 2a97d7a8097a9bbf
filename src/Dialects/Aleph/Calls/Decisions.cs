using Carillon.Dialects.Aleph.Rpc;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary>The words for a decision: of the method's page, of the security page, and of the code (spec: Aleph, section 7).</summary>
internal static class Decisions
{
    /// <summary>Errors: Invalid.</summary>
    public static PermissionKind KindOf(string? word) => word?.Replace('-', '_').ToLowerInvariant() switch
    {
        "allow_once" or "allowonce" or "once" or "allow" or "yes" or "approve" => PermissionKind.AllowOnce,
        "allow_session" or "allow_always" or "allowalways" or "always" or "allowlist" => PermissionKind.AllowAlways,
        "deny" or "no" or "reject" => PermissionKind.RejectOnce,
        _ => throw Params.Wrong("decision", "allow_once, allow_session, allowlist or deny"),
    };
}
