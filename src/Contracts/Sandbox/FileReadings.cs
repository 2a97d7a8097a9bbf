using System.Text.Unicode;

namespace Carillon.Contracts.Sandbox;

/// <summary>A file's content.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes.</param>
public sealed record FileBytes(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether it can be said as text: UTF-8 without a zero byte, which is valid there and which no text has.</summary>
    public bool IsText => !Content.Span.Contains((byte)0) && Utf8.IsValid(Content.Span);
}

/// <summary>How much of a file is worth reading.</summary>
/// <param name="Keep">The largest content that is handed out, in bytes.</param>
/// <param name="Hash">The largest file that is hashed, in bytes.</param>
public sealed record DigestBounds(int Keep, long Hash);

/// <summary>Which content a file has.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">SHA-256, hexadecimal, lower case; null when the file is larger than what is hashed.</param>
/// <param name="ModifiedAt">When it was last written, as its file system says.</param>
/// <param name="Content">The bytes that were hashed; null when they are more than what is kept.</param>
public sealed record FileDigest(string Path, long Size, string? Hash, DateTimeOffset ModifiedAt, ReadOnlyMemory<byte>? Content);
