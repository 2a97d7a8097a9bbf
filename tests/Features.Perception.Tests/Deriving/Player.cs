using System.Globalization;
using System.Text;
using Carillon.Core.Ports;
using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Perception.Deriving;

namespace Carillon.Features.Perception.Tests.Deriving;

/// <summary>
/// Plays a recording of what watchers saw, a line an event: seconds, type, data. What is derived comes back in the same form, each at
/// the second at which it was told.
/// </summary>
internal sealed class Player
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly IIdSource _ids = new SequentialIds();
    private readonly List<string> _told = [];
    private Detection _detection;

    public Player(PerceptionRules? rules = null)
    {
        Rules = rules ?? new PerceptionRules();
        _detection = NewDetection();
    }

    private PerceptionRules Rules { get; }

    /// <summary>What was derived of one kind, or of all.</summary>
    public IReadOnlyList<string> Told(string type = "daemon.") => [.. _told.Where(line => line.Split(' ')[1].StartsWith(type, StringComparison.Ordinal))];

    /// <summary>What was derived of one kind, without the second.</summary>
    public IReadOnlyList<string> Data(string type) => [.. Told(type).Select(line => line.Split(' ', 3)[2])];

    public Player Play(string recording)
    {
        foreach (var line in recording.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            Assert.True(Catalogue.TryDecode(parts[1], Encoding.UTF8.GetBytes(parts[2]), out var seen), line);
            See(double.Parse(parts[0], CultureInfo.InvariantCulture), seen!);
        }

        return this;
    }

    public Player See(double second, Event seen)
    {
        var at = Start.AddSeconds(second);
        PassUntil(at);
        Note(at, _detection.Observe(seen, at));
        return this;
    }

    /// <summary>Nothing is seen until then.</summary>
    public Player Wait(double second)
    {
        PassUntil(Start.AddSeconds(second));
        return this;
    }

    /// <summary>The server stops and starts again at that second.</summary>
    public Player Restart(double second)
    {
        PassUntil(Start.AddSeconds(second));
        var remembered = _detection.Remember(new Remembered());
        _detection = NewDetection();
        _detection.Recall(remembered, Start.AddSeconds(second));
        return this;
    }

    private Detection NewDetection() => new(Rules, RootOf, _ids);

    /// <summary>Projects are the folders right below a home.</summary>
    private static string? RootOf(string path) => path.Split('/') is ["", "home", var person, var project, _, ..] ? $"/home/{person}/{project}" : null;

    private void PassUntil(DateTimeOffset until)
    {
        while (_detection.Due is { } due && due <= until) Note(due, _detection.Pass(due));
    }

    private void Note(DateTimeOffset at, IReadOnlyList<Event> derived)
    {
        foreach (var found in derived)
        {
            var second = (at - Start).TotalSeconds.ToString(CultureInfo.InvariantCulture);
            _told.Add($"{second} {Catalogue.Of(found).Type} {Encoding.UTF8.GetString(Catalogue.Encode(found))}");
        }
    }
}
