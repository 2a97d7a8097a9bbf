namespace Carillon.Features.Sandbox.Enclosures;

/// <summary>Why bwrap cannot be used, in words for the person who runs the server.</summary>
internal static class BubblewrapAdvice
{
    private const string Instead =
        "or put \"sandbox\": {\"provider\": \"local\"} into carillon.json: then agents run as plain processes of this user, who can read what it can read.";

    // What systems are known to set where they forbid user namespaces, and how to allow them.
    private static readonly (string File, string Forbids, string Allow)[] Switches =
    [
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
        ("/proc/sys/user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"),
        ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "an AppArmor profile for bwrap, or sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
    ];

    public static string Missing(string program, string package) =>
        $"The sandbox provider is bubblewrap, and the program {program} is not installed. Install it (Debian: apt install {package}), {Instead}";

    public static string Refused(string said)
    {
        var line = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "it failed and said nothing";
        var allow = Switches.Where(Forbids).Select(known => known.Allow).FirstOrDefault()
            ?? "user namespaces and a /proc of their own; in a container, start it with fewer restrictions";
        return $"The sandbox provider is bubblewrap, and this kernel or container does not let bwrap make a sandbox ({line}). Allow it ({allow}), {Instead}";
    }

    private static bool Forbids((string File, string Forbids, string Allow) known)
    {
        try
        {
            return File.ReadAllText(known.File).Trim() == known.Forbids;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // This kernel has no such switch.
            return false;
        }
    }
}
