using Carillon.Events;

namespace Carillon.Cli.Turns;

/// <summary>What is done when an agent asks for a permission.</summary>
internal enum ApprovalPolicy
{
    /// <summary>The person is asked; where there is nobody, the answer is no.</summary>
    Ask,

    /// <summary>The answer is yes, each time.</summary>
    Always,

    /// <summary>The answer is no, each time.</summary>
    Never,
}

/// <summary>Which of the offered answers stands for a plain yes or no.</summary>
internal static class PlainAnswer
{
    /// <summary>The least that is a yes: what is allowed once can be asked again.</summary>
    public static PermissionKind Yes(PermissionRequested request) =>
        request.Options.Any(option => option.Kind == PermissionKind.AllowOnce) ? PermissionKind.AllowOnce : PermissionKind.AllowAlways;

    public static PermissionKind No(PermissionRequested request) =>
        request.Options.Any(option => option.Kind == PermissionKind.RejectOnce) || request.Options.All(option => option.Kind != PermissionKind.RejectAlways)
            ? PermissionKind.RejectOnce
            : PermissionKind.RejectAlways;
}
