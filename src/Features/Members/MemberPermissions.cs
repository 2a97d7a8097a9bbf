using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Features.Members;

internal enum MemberAction
{
    Read,
    Write,
    Delete,
}

/// <summary>Which role may do what with members (spec: Diminuendo, section 7).</summary>
internal static class MemberPermissions
{
    public static bool Allows(Role role, MemberAction action) => action switch
    {
        MemberAction.Read => StreamAccess.MaySeeMembers(role),
        MemberAction.Write => role <= Role.Admin,
        _ => role == Role.Owner,
    };

    public static void Demand(Caller caller, MemberAction action)
    {
        if (!Allows(caller.Role, action)) throw Denied();
    }

    /// <summary>Else whoever may change roles could take the tenant over.</summary>
    public static void DemandForChange(Caller caller, Role before, Role after)
    {
        Demand(caller, MemberAction.Write);
        if ((before == Role.Owner || after == Role.Owner) && caller.Role != Role.Owner) throw Denied();
    }

    private static CarillonException Denied() => new(ErrorCode.PermissionDenied, "Your role does not allow this.");
}
