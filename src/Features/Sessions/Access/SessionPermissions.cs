using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Features.Sessions.Access;

internal enum SessionAction
{
    Create,
    Read,
    Write,
    Delete,
    Archive,
    Steer,
}

/// <summary>Which role may do what with sessions (spec: Diminuendo, section 7).</summary>
internal static class SessionPermissions
{
    public static bool Allows(Role role, SessionAction action) => role switch
    {
        Role.Owner or Role.Admin => true,
        Role.BillingAdmin or Role.Member => action != SessionAction.Delete,
        Role.Viewer => action == SessionAction.Read,
        _ => false,
    };

    public static void Demand(Caller caller, SessionAction action)
    {
        if (!Allows(caller.Role, action))
            throw new CarillonException(ErrorCode.PermissionDenied, "Your role does not allow this.");
    }
}
