using Carillon.Core.Errors;

namespace Carillon.Contracts.Processes;

/// <summary>Finds the file behind a command's name, so that a missing one is told before anything is started.</summary>
public static class Executable
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The absolute path. Errors: NotFound.</summary>
    public static string Find(string command, string? searchPath, string workingDirectory) =>
        TryFind(command, searchPath, workingDirectory)
        ?? throw new CarillonException(ErrorCode.NotFound, $"command '{command}' was not found");

    /// <summary>The absolute path, or null when no file of that name can be executed.</summary>
    public static string? TryFind(string command, string? searchPath, string workingDirectory) =>
        TryFind(command, searchPath, workingDirectory, IsExecutable);

    /// <summary>The first absolute path that the command may mean and that is taken for an executable.</summary>
    public static string? TryFind(string command, string? searchPath, string workingDirectory, Predicate<string> isExecutable)
    {
        if (command.Length == 0 || command.Contains('\0', StringComparison.Ordinal)) return null;
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var named = Path.GetFullPath(command, workingDirectory);
            return isExecutable(named) ? named : null;
        }

        return (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(Path.GetFullPath(folder, workingDirectory), command))
            .FirstOrDefault(path => isExecutable(path));
    }

    /// <summary>A program of the system itself, such as <c>setsid</c> (util-linux); null when it is missing or a cut-down one that knows half its options.</summary>
    public static string? TryFindTool(string name) =>
        TryFind(name, "/usr/bin:/bin:/usr/sbin:/sbin", "/") is { } found && !IsCutDown(found) ? found : null;

    /// <summary>Whether a file is there and anyone may execute it.</summary>
    public static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);

    private static bool IsCutDown(string tool) =>
        new FileInfo(tool).LinkTarget is { } target && target.Contains("busybox", StringComparison.Ordinal);
}
