using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Features.Scheduling.Access;

internal enum JobAction
{
    Read,
    Write,
    Delete,
}

/// <summary>Which role may do what with jobs, as with sessions (spec: Diminuendo, section 7).</summary>
internal static class JobPermissions
{
    public static bool Allows(Role role, JobAction action) => role switch
    {
        Role.Owner or Role.Admin => true,
        Role.BillingAdmin or Role.Member => action != JobAction.Delete,
        Role.Viewer => action == JobAction.Read,
        _ => false,
    };

    public static void Demand(Caller caller, JobAction action)
    {
        if (!Allows(caller.Role, action)) throw new CarillonException(ErrorCode.PermissionDenied, "Your role does not allow this.");
    }

    /// <summary>An agent asks before it runs a command, a job does not: whoever has to do with such a job could have run it themselves.</summary>
    public static void DemandFor(Caller caller, JobDefinition definition)
    {
        if (definition.Command is not null && caller.Role is not (Role.Owner or Role.Admin))
            throw new CarillonException(ErrorCode.PermissionDenied, "Only an owner or admin may have a job run a command.");
    }
}
