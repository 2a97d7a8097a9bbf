using System.Buffers;
using System.Security.Cryptography;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Features.Sandbox;

/// <summary>Reads regular files of one folder, never more of them than was asked for.</summary>
internal sealed class FileReader(Confinement confinement)
{
    private const int PieceSize = 128 * 1024;

    /// <summary>A file's bytes. Errors: PathOutsideWorkspace, NotFound, Invalid, PermissionDenied, TooLarge.</summary>
    public async Task<FileBytes> ReadAsync(string path, int limit, CancellationToken cancellationToken)
    {
        var resolved = confinement.Resolve(path);
        using var handle = Open(resolved);
        if (RandomAccess.GetLength(handle) > limit) throw TooLarge(limit);
        var content = await ReadUpToAsync(handle, limit, cancellationToken);
        return content.Length <= limit ? new FileBytes(confinement.Relative(resolved), content) : throw TooLarge(limit);
    }

    /// <summary>A file's fingerprint. Errors: PathOutsideWorkspace, NotFound, Invalid, PermissionDenied.</summary>
    public async Task<FileDigest> DigestAsync(string path, DigestBounds bounds, CancellationToken cancellationToken)
    {
        var resolved = confinement.Resolve(path);
        using var handle = Open(resolved);
        var name = confinement.Relative(resolved);
        var modifiedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(handle), TimeSpan.Zero);
        var length = RandomAccess.GetLength(handle);
        if (length > bounds.Hash) return new FileDigest(name, length, null, modifiedAt, null);
        if (length > bounds.Keep) return await HashAsync(new FileDigest(name, 0, null, modifiedAt, null), handle, bounds.Hash, cancellationToken);

        var content = await ReadUpToAsync(handle, bounds.Keep, cancellationToken);
        return content.Length <= bounds.Keep
            ? new FileDigest(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)), modifiedAt, content)
            : await HashAsync(new FileDigest(name, 0, null, modifiedAt, null), handle, bounds.Hash, cancellationToken);
    }

    /// <summary>The refusal of a file with more than so many bytes.</summary>
    public static CarillonException TooLarge(int limit) => new(ErrorCode.TooLarge, $"the file is larger than {limit} bytes");

    private SafeFileHandle Open(string resolved)
    {
        var handle = RegularFile.Open(resolved);
        try
        {
            confinement.Check(handle);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Size and hash are of the same bytes, also while the file grows.</summary>
    private static async Task<FileDigest> HashAsync(FileDigest found, SafeFileHandle handle, long most, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            var size = 0L;
            while (await RandomAccess.ReadAsync(handle, piece, size, cancellationToken) is > 0 and var count)
            {
                size += count;
                if (size > most) return found with { Size = RandomAccess.GetLength(handle) };
                hash.AppendData(piece, 0, count);
            }

            return found with { Size = size, Hash = Convert.ToHexStringLower(hash.GetHashAndReset()) };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Everything, or one byte more than the limit.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadUpToAsync(SafeFileHandle handle, int limit, CancellationToken cancellationToken)
    {
        // Some grow while they are read, and some say that they are empty and are not.
        var buffer = new byte[Math.Min(RandomAccess.GetLength(handle), limit) + 1];
        var filled = 0;
        while (await RandomAccess.ReadAsync(handle, buffer.AsMemory(filled), filled, cancellationToken) is > 0 and var count)
        {
            filled += count;
            if (filled > limit) break;
            if (filled == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(2L * filled, limit + 1L));
        }

        return buffer.AsMemory(0, filled);
    }
}
