using Carillon.Core.Errors;
using Carillon.Events;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Which of the agent's options a person's answer stands for. Options are known by kind: their ids are the agent's own.</summary>
internal static class PermissionChoice
{
    /// <summary>
    /// The option's id; null for a refusal that the agent has no option for, which it hears as a cancelled request.
    /// Errors: Invalid for a consent that it does not offer, naming what it offers.
    /// </summary>
    public static string? For(IReadOnlyList<PermissionOption> options, PermissionKind kind) => kind switch
    {
        PermissionKind.AllowAlways => First(options, PermissionKind.AllowAlways) ?? First(options, PermissionKind.AllowOnce) ?? throw NotOffered(options),
        PermissionKind.AllowOnce => First(options, PermissionKind.AllowOnce) ?? throw NotOffered(options),
        PermissionKind.RejectAlways => First(options, PermissionKind.RejectAlways) ?? First(options, PermissionKind.RejectOnce),
        _ => First(options, PermissionKind.RejectOnce),
    };

    public static bool IsConsent(PermissionKind kind) => kind is PermissionKind.AllowOnce or PermissionKind.AllowAlways;

    private static string? First(IReadOnlyList<PermissionOption> options, PermissionKind kind) =>
        options.FirstOrDefault(option => option.Kind == kind)?.OptionId;

    private static CarillonException NotOffered(IReadOnlyList<PermissionOption> options)
    {
        var offered = options.Count == 0 ? "nothing" : string.Join(", ", options.Select(option => $"{option.Name} ({Word(option.Kind)})"));
        return new CarillonException(ErrorCode.Invalid, $"The agent does not offer this answer. It offers: {offered}.");
    }

    private static string Word(PermissionKind kind) => kind switch
    {
        PermissionKind.AllowOnce => "allow_once",
        PermissionKind.AllowAlways => "allow_always",
        PermissionKind.RejectOnce => "reject_once",
        _ => "reject_always",
    };
}
