using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Aleph.Following;

/// <summary>
/// The patterns of one connection, which add up, and the one delivery that all of them share: so an event comes once however many
/// match, and adding a pattern neither loses nor doubles what the others let through (seed: "Managing Subscriptions").
/// </summary>
internal sealed class Subscriptions(IConnection connection, ConnectionOptions options) : IDisposable
{
    private const int MaxPatterns = 200;

    private readonly Lock _gate = new();
    private readonly List<Pattern> _patterns = [];
    private Caller? _caller;
    private Delivery? _delivery;
    private Selection? _selection;
    private bool _ended;

    /// <summary>The patterns in force, in the order they were added.</summary>
    public IReadOnlyList<string> Active
    {
        get
        {
            lock (_gate) return [.. _patterns.Select(pattern => pattern.Text)];
        }
    }

    /// <summary>Whether an event of this topic would be sent now.</summary>
    public bool Wants(string topic)
    {
        lock (_gate) return _selection?.Wants(topic) == true;
    }

    /// <summary>Someone is known: where the client asked for it, everything comes until the first subscription.</summary>
    public void Begin(Caller caller)
    {
        lock (_gate)
        {
            _caller = caller;
            if (options.EverythingFirst && _delivery is null) Follow(Cursor.Now, [.. Parse(["*"])]);
        }
    }

    /// <summary>Adds patterns; one that is there already changes nothing.</summary>
    /// <param name="start">From where on; past events can only be asked for before anything is followed.</param>
    public IReadOnlyList<string> Add(IReadOnlyList<Pattern> added, Cursor start)
    {
        lock (_gate)
        {
            if (start.Kind != CursorKind.Now && _delivery is not null)
            {
                throw new CarillonException(ErrorCode.Invalid, "'after' goes with the first subscription of a connection; use events.replay.");
            }

            var more = added.Distinct().Except(_patterns).ToList();
            if (_patterns.Count + more.Count > MaxPatterns)
            {
                throw new CarillonException(ErrorCode.RateLimited, $"A connection has at most {MaxPatterns} patterns.");
            }

            _patterns.AddRange(more);
            Follow(start, [.. _patterns]);
            return Active;
        }
    }

    /// <summary>Takes patterns out, by their exact text; returns which of them were there.</summary>
    public IReadOnlyList<string> Remove(IReadOnlyList<string> removed)
    {
        lock (_gate)
        {
            var gone = removed.Distinct().Where(text => _patterns.RemoveAll(pattern => pattern.Text == text) > 0).ToList();
            if (gone.Count > 0) Follow(Cursor.Now, [.. _patterns]);
            return gone;
        }
    }

    /// <summary>Reads patterns. Errors: Invalid.</summary>
    public IEnumerable<Pattern> Parse(IEnumerable<string> texts) => texts.Select(text =>
        Pattern.TryParse(text, options.Patterns, out var pattern)
            ? pattern
            : throw new CarillonException(
                ErrorCode.Invalid,
                $"'{(text.Length <= 60 ? text : text[..60] + "…")}' is not a pattern: parts joined by dots, no blanks, at most 256 characters."));

    /// <summary>Nothing is followed from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _delivery?.Dispose();
            _delivery = null;
            _selection = null;
        }
    }

    private void Follow(Cursor start, IReadOnlyList<Pattern> patterns)
    {
        if (_ended || _caller is null) return;
        _selection = new Selection(patterns, options.Numbered);
        var filter = _selection.FilterFor(_caller);
        if (_delivery is null) _delivery = connection.Deliver(new DeliveryRequest(filter, _selection, start));
        else _delivery.Change(filter, _selection);
    }
}
