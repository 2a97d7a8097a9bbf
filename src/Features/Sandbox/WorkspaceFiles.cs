using System.Security.Cryptography;
using System.Text;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Features.Sandbox;

/// <summary>Reads and writes the text files of one folder.</summary>
internal sealed class WorkspaceFiles(string root, SandboxOptions options, IIdSource ids)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Confinement _confinement = new(root);
    private readonly FileReader _reader = new(new Confinement(root));

    /// <summary>A file's text, or some of its lines with their endings. Errors: PathOutsideWorkspace, NotFound, TooLarge, Invalid.</summary>
    public async Task<string> ReadAsync(string path, int? line, int? limit, CancellationToken cancellationToken)
    {
        if (limit < 0) throw new CarillonException(ErrorCode.Invalid, "a negative number of lines");
        var file = await _reader.ReadAsync(path, options.MaxReadBytes, cancellationToken);
        try
        {
            return TextLines.Slice(Strict.GetString(file.Content.Span), line ?? 1, limit);
        }
        catch (DecoderFallbackException error)
        {
            throw new CarillonException(ErrorCode.Invalid, $"'{file.Path}' is not UTF-8 text", error);
        }
    }

    /// <summary>Replaces or makes a file, and the folders it stands in. Errors: PathOutsideWorkspace, TooLarge, Invalid.</summary>
    public async Task<FileWritten> WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        if (bytes.Length > options.MaxWriteBytes) throw FileReader.TooLarge(options.MaxWriteBytes);
        var target = _confinement.Resolve(path);
        if (Directory.Exists(target)) throw new CarillonException(ErrorCode.Invalid, "not a regular file");
        var mode = ModeOf(target);
        var folder = Path.GetDirectoryName(target)!;
        try
        {
            Directory.CreateDirectory(folder);
            if (_confinement.Resolve(folder) != folder) throw Moved();
            await ReplaceAsync(target, bytes, mode, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CarillonException(ErrorCode.Invalid, $"'{_confinement.Relative(target)}' could not be written", error);
        }

        return new FileWritten(_confinement.Relative(target), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>A reader sees the old text or the new one, never half of it, even if the machine stops in the middle.</summary>
    private async Task ReplaceAsync(string target, byte[] bytes, UnixFileMode? mode, CancellationToken cancellationToken)
    {
        var written = Path.Combine(Path.GetDirectoryName(target)!, $".carillon-{ids.NewId()}.tmp");
        try
        {
            await using var file = new FileStream(written, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            _confinement.Check(file.SafeFileHandle);
            if (mode is { } kept && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, kept);
            await file.WriteAsync(bytes, cancellationToken);
            file.Flush(flushToDisk: true);
            File.Move(written, target, overwrite: true);
            CheckArrived(file.SafeFileHandle, target);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
    }

    /// <summary>The folder may have been swapped for a link between the last look and the move: then the file goes away again.</summary>
    private static void CheckArrived(SafeFileHandle file, string target)
    {
        if (!OperatingSystem.IsLinux() || Confinement.WhereIs(file) is not { } actual || actual == target) return;
        File.Delete(actual);
        throw Moved();
    }

    private static UnixFileMode? ModeOf(string target)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target)) return null;
        using var existing = RegularFile.Open(target);
        return File.GetUnixFileMode(existing);
    }

    private static CarillonException Moved() => new(ErrorCode.PathOutsideWorkspace, "the folder changed while the file was written");
}
