using Carillon.Core.Errors;

namespace Carillon.Contracts.Processes;

/// <summary>Finds the file behind a command's name, so that a missing one is told before anything is started.</summary>
internal static class Executable
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The absolute path. Errors: NotFound.</summary>
    public static string Find(string command, string? searchPath, string workingDirectory) =>
        TryFind(command, searchPath, workingDirectory)
        ?? throw new CarillonException(ErrorCode.NotFound, $"command '{command}' was not found");

    public static string? TryFind(string command, string? searchPath, string workingDirectory)
    {
        if (command.Length == 0 || command.Contains('\0', StringComparison.Ordinal)) return null;
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var named = Path.GetFullPath(command, workingDirectory);
            return IsExecutable(named) ? named : null;
        }

        return (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(Path.GetFullPath(folder, workingDirectory), command))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
