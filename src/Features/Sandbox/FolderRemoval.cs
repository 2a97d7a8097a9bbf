using Carillon.Contracts.Processes;
using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox;

/// <summary>Removes a folder with everything in it; a link goes, what it points to stays.</summary>
internal static class FolderRemoval
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, RecurseSubdirectories = false };

    /// <summary>Errors: Internal (something is in the way).</summary>
    public static async Task RemoveAsync(string folder, string mark, TimeProvider clock)
    {
        try
        {
            MakeRemovable(new DirectoryInfo(folder));
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            await RemoveByCommandAsync(folder, mark, clock);
        }
    }

    /// <summary>Names that are not UTF-8 cannot be written as text here, so they are left to a program that takes them as they are.</summary>
    private static async Task RemoveByCommandAsync(string folder, string mark, TimeProvider clock)
    {
        var environment = ChildEnvironment.Make(ChildEnvironment.DefaultNames, []);
        string[] line = ["-c", "exec rm -rf -- \"$0\" >/dev/null 2>&1", folder];
        await using var command = ChildProcess.Start(new ChildStart("/bin/sh", line, "/", environment, mark), clock);
        if (await command.Exited != 0) throw new CarillonException(ErrorCode.Internal, "the workspace could not be removed");
    }

    /// <summary>A folder that its owner may not write, such as one of a module cache, keeps what is in it.</summary>
    private static void MakeRemovable(DirectoryInfo folder)
    {
        if (OperatingSystem.IsWindows() || folder.LinkTarget is not null) return;
        if ((folder.UnixFileMode & Open) != Open) folder.UnixFileMode |= Open;
        foreach (var inner in folder.EnumerateDirectories("*", Everything)) MakeRemovable(inner);
    }
}
