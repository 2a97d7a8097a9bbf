using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox.Enclosures;

/// <summary>
/// What can be seen inside: programs and their libraries, the few files of /etc that they need, and the session's own folders. Nothing
/// is there that is not named here, so what the machine holds beside it needs no hiding.
/// </summary>
internal sealed class BubblewrapView
{
    /// <summary>The home of every process inside.</summary>
    public const string Home = "/home/agent";

    private const string Temporary = "/tmp";
    private const string SharedMemory = "/dev/shm";

    private static readonly string[] Programs = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix"];

    // Neither passwords nor keys: of /etc/ssl the certificates of authorities only.
    private static readonly string[] Settings =
    [
        "alternatives", "bash.bashrc", "ca-certificates", "ca-certificates.conf", "crypto-policies", "debian_version", "dotnet", "fonts",
        "gitconfig", "group", "host.conf", "hosts", "inputrc", "java", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias",
        "locale.conf", "localtime", "lsb-release", "magic", "mime.types", "networks", "nsswitch.conf", "os-release", "passwd", "perl",
        "pki/ca-trust", "pki/tls/certs", "profile", "profile.d", "protocols", "python3", "resolv.conf", "rpc", "services", "shells",
        "ssl/certs", "ssl/openssl.cnf", "terminfo", "timezone", "xdg",
    ];

    private readonly SessionPlace _place;
    private readonly List<Shown> _shown;

    private BubblewrapView(SessionPlace place, IEnumerable<string> readable)
    {
        _place = place;
        _shown =
        [
            .. Programs.Where(Path.Exists).Select(Program),
            .. Settings.Select(name => $"/etc/{name}").Concat(JavaSettings()).Select(path => new Shown(path, path, Showing.Readable)),
            new Shown(Temporary, FolderIn(place, "tmp"), Showing.Writable),
            new Shown(SharedMemory, FolderIn(place, "shm"), Showing.Writable),
            new Shown(Home, FolderIn(place, "home"), Showing.Writable),
            .. readable.Select(path => new Shown(path, path, Showing.Readable)),
        ];
    }

    /// <param name="readable">What else may be read, absolute.</param>
    /// <param name="hidden">A folder that stays hidden even if it is within one of those.</param>
    public static BubblewrapView Of(SessionPlace place, IReadOnlyList<string> readable, string hidden)
    {
        var view = new BubblewrapView(place, readable);
        if (view._shown.Any(shown => shown.How == Showing.Readable && IsWithin(hidden, shown.Outside))) view._shown.Add(new Shown(hidden, hidden, Showing.Hidden));
        view._shown.Add(new Shown(place.Workspace, place.Workspace, Showing.Writable));
        return view;
    }

    /// <summary>The folders that must be there before the first process.</summary>
    public static IEnumerable<string> FoldersOf(SessionPlace place) => [FolderIn(place, "home"), FolderIn(place, "tmp"), FolderIn(place, "shm")];

    /// <summary>Arguments of bwrap(1) that build it.</summary>
    public IEnumerable<string> Arguments()
    {
        // The kernel lets root write its settings in any /proc, whatever rights it gave up.
        List<string> line = ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--ro-bind-try", "/proc/sysrq-trigger", "/proc/sysrq-trigger"];
        line.AddRange(["--dev", "/dev", "--dir", "/etc", "--dir", "/run", "--dir", "/var", "--symlink", Temporary, "/var/tmp"]);
        foreach (var shown in _shown)
        {
            line.AddRange(shown.How switch
            {
                Showing.Link => ["--symlink", shown.Outside, shown.Inside],
                Showing.Writable => ["--bind", shown.Outside, shown.Inside],
                Showing.Hidden => ["--tmpfs", shown.Inside],
                _ => ["--ro-bind-try", shown.Outside, shown.Inside],
            });
        }

        // What bwrap made itself is memory, and no limit counts what is written there.
        foreach (var hidden in _shown.Where(shown => shown.How == Showing.Hidden)) line.AddRange(["--remount-ro", hidden.Inside]);
        return [.. line, "--remount-ro", "/dev", "--remount-ro", "/"];
    }

    /// <summary>Whether a path inside leads to a file that can be executed there.</summary>
    public bool IsExecutable(string inside)
    {
        var shown = _shown.Where(shown => shown.How != Showing.Hidden && IsWithin(inside, shown.Inside)).MaxBy(shown => shown.Inside.Length);
        if (shown is null) return false;
        var outside = shown.How == Showing.Link ? inside : shown.Outside + inside[shown.Inside.Length..];
        return Executable.IsExecutable(outside) && IsShown(LinkResolver.Resolve(outside));
    }

    private bool IsShown(string outside) =>
        _shown.Any(shown => IsWithin(outside, shown.Outside) && shown.How is not (Showing.Link or Showing.Hidden))
        && (IsWithin(outside, _place.Workspace) || !_shown.Any(shown => shown.How == Showing.Hidden && IsWithin(outside, shown.Outside)));

    private static Shown Program(string path) =>
        new FileInfo(path).LinkTarget is { } target ? new Shown(path, target, Showing.Link) : new Shown(path, path, Showing.Readable);

    /// <summary>Debian keeps a runtime's own settings outside of /usr, one folder for each version.</summary>
    private static IEnumerable<string> JavaSettings() => Directory.Exists("/etc") ? Directory.EnumerateDirectories("/etc", "java-*") : [];

    private static string FolderIn(SessionPlace place, string name) => Path.Combine(place.Belongings, name);

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + '/', StringComparison.Ordinal);

    private enum Showing
    {
        Readable,
        Writable,
        Link,
        Hidden,
    }

    /// <param name="Outside">Where it is on the machine; a link's target.</param>
    private sealed record Shown(string Inside, string Outside, Showing How);
}
