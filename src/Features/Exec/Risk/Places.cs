namespace Carillon.Features.Exec.Risk;

/// <summary>Places that matter more than others.</summary>
internal static class Places
{
    private static readonly string[] Harmless = ["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"];

    private static readonly string[] Devices =
        ["/dev/sd", "/dev/hd", "/dev/vd", "/dev/xvd", "/dev/nvme", "/dev/mmcblk", "/dev/disk", "/dev/mapper", "/dev/dm-", "/dev/md", "/dev/loop", "/dev/mem", "/dev/kmem", "/dev/port"];

    private static readonly string[] Systems =
        ["/etc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/boot", "/sys", "/proc", "/root", "/opt", "/var/spool", "/var/lib"];

    private static readonly string[] Vital =
        ["", ".", "..", "~", "$HOME", "$PWD", "/home", "/var", "/dev", "/srv", "/mnt", "/run", "/tmp"];

    private static readonly string[] Personal =
        [".ssh", ".gnupg", ".bashrc", ".bash_profile", ".profile", ".zshrc", ".zprofile", ".gitconfig", ".netrc", ".git/hooks", ".config/autostart", ".config/systemd"];

    /// <summary>Where what is written is lost on purpose, or shown.</summary>
    public static bool IsHarmless(string path) => Harmless.Contains(Plain(path)) || path.StartsWith("/dev/fd/", StringComparison.Ordinal);

    /// <summary>A disk, or the machine's memory.</summary>
    public static bool IsDevice(string path) => Array.Exists(Devices, device => Plain(path).StartsWith(device, StringComparison.Ordinal));

    /// <summary>bash connects to these.</summary>
    public static bool IsNetwork(string path) =>
        path.StartsWith("/dev/tcp/", StringComparison.Ordinal) || path.StartsWith("/dev/udp/", StringComparison.Ordinal);

    /// <summary>The system's own files, or those that decide who someone is and what runs for them.</summary>
    public static bool IsSystem(string path)
    {
        var plain = Plain(path);
        return Array.Exists(Systems, folder => plain == folder || plain.StartsWith(folder + "/", StringComparison.Ordinal))
            || Array.Exists(Personal, name => $"/{plain}/".Contains($"/{name}/", StringComparison.Ordinal));
    }

    /// <summary>A folder that holds everything there is, or everything of someone.</summary>
    public static bool IsVital(string path)
    {
        var plain = Plain(path).TrimEnd('*').TrimEnd('/');
        return Vital.Contains(plain) || Systems.Contains(plain);
    }

    private static string Plain(string path) => path.StartsWith('/') && !path.Contains('\0') ? Path.GetFullPath(path) : path;
}
