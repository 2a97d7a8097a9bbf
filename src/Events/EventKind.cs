namespace Carillon.Events;

/// <summary>What a stream is about; the part of its name before the colon (<c>session:9f…</c>), or the whole name (<c>daemon</c>).</summary>
public enum StreamKind
{
    /// <summary>One conversation with one agent: <c>session:{id}</c>.</summary>
    Session,

    /// <summary>What concerns everyone in a tenant: <c>tenant</c>.</summary>
    Tenant,

    /// <summary>What the watchers of this machine saw: <c>daemon</c>.</summary>
    Daemon,

    /// <summary>One running debate: <c>loop:{id}</c>.</summary>
    Loop,

    /// <summary>One agent's messages: <c>mailbox:{agent}</c>.</summary>
    Mailbox,

    /// <summary>The registry of agents and tasks: <c>control</c>.</summary>
    Control,

    /// <summary>Anything a client publishes under a name of its own: <c>custom:{name}</c> or any other name.</summary>
    Custom,
}

/// <summary>Whether an event is kept.</summary>
public enum Durability
{
    /// <summary>In the log before anyone hears of it; can be replayed.</summary>
    Durable,

    /// <summary>Live only. It takes a number, so a reader who missed it is told so.</summary>
    Ephemeral,
}

/// <summary>Says where a catalogue type belongs and whether it is kept.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventKindAttribute(StreamKind stream, Durability durability) : Attribute
{
    /// <summary>The kind of stream the event is ordered in.</summary>
    public StreamKind Stream { get; } = stream;

    /// <summary>Durable or ephemeral.</summary>
    public Durability Durability { get; } = durability;
}

/// <summary>An ephemeral piece of something longer: neighbours of one key can be joined without losing a character.</summary>
public interface IPiece
{
    /// <summary>Pieces with the same type and key belong to the same whole.</summary>
    string PieceKey { get; }

    /// <summary>What this piece adds.</summary>
    string PieceText { get; }

    /// <summary>The same piece with another text.</summary>
    Event WithText(string text);
}
