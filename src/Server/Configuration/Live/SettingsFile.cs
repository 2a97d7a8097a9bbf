namespace Carillon.Server.Configuration.Live;

/// <summary>The configuration file on the disk.</summary>
internal static class SettingsFile
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file's text; null when there is none. Errors: <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Puts a text in the file's place in one step, on the disk before it returns: whoever reads sees the old one or the new one. A
    /// file that is a link stays one. Rights stay as they are; a new file is its owner's alone, for it may hold secrets.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> text)
    {
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;
        var draft = target + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.Exists(target) ? File.GetUnixFileMode(target) : OwnersAlone;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(text);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, target, overwrite: true);
    }
}
