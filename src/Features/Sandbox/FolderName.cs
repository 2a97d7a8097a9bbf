using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Carillon.Features.Sandbox;

/// <summary>Turns a tenant's or a session's name into a folder's: two names never share one, whatever they hold.</summary>
internal static class FolderName
{
    // File systems refuse names over 255 bytes.
    private const int MaxLength = 200;

    // Capitals are written out too: on some file systems "A" and "a" are one folder.
    private static readonly SearchValues<byte> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static string Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var bytes = Encoding.UTF8.GetBytes(name);
        var made = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            if (Plain.Contains(value)) made.Append((char)value);
            else made.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return made.Length <= MaxLength ? made.ToString() : $"~{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
    }
}
