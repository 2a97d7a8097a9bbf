using Carillon.Events;

namespace Carillon.Core.Streams;

/// <summary>What an event belongs to and is ordered in. The tenant is part of the name, so no name reaches across tenants.</summary>
/// <param name="Tenant">Whose stream it is.</param>
/// <param name="Name"><c>session:{id}</c>, <c>tenant</c>, <c>daemon</c>, <c>custom:{name}</c>…; at most 200 of <c>A-Z a-z 0-9 . _ - : /</c>.</param>
public readonly record struct StreamId(string Tenant, string Name)
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The stream of one session.</summary>
    public static StreamId Session(string tenant, string sessionId) => new(tenant, $"session:{sessionId}");

    /// <summary>The stream that everyone in a tenant may follow.</summary>
    public static StreamId OfTenant(string tenant) => new(tenant, "tenant");

    /// <summary>The kind, read from the name.</summary>
    public StreamKind Kind => Name.AsSpan(0, Name.IndexOf(':') is >= 0 and var colon ? colon : Name.Length) switch
    {
        "session" => StreamKind.Session,
        "tenant" => StreamKind.Tenant,
        "daemon" => StreamKind.Daemon,
        "loop" => StreamKind.Loop,
        "mailbox" => StreamKind.Mailbox,
        "control" => StreamKind.Control,
        _ => StreamKind.Custom,
    };

    /// <summary>The part after the colon; the whole name where there is none.</summary>
    public string Key => Name[(Name.IndexOf(':') + 1)..];

    /// <summary>Whether a client may use this name.</summary>
    public static bool IsValidName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxNameLength && name.IndexOfAnyExcept(NameCharacters) < 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}/{Name}";

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:/");
}
