using Carillon.Server.Configuration.Reading;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Configuration.Live;

/// <summary>
/// The settings in force, and who takes up which of them when they change. A feature with live settings marks its section, or single
/// members of it, with <see cref="LiveAttribute"/> and says in FeatureRooms, in one line, how the section is taken up:
/// <code>
/// Settings.OnChange(nameof(FileSettings.Agents), file => agents.Use(file.Agents));             // it is told
/// var patience = Settings.Reading(nameof(FileSettings.Approvals), file => file.Approvals.X);   // or it asks, each time anew
/// </code>
/// Settings reach it checked. Whoever is told is told by one at a time, in the order in which they registered, and only when a setting
/// of the section changed; what it throws is a fault of ours: it is logged, and the others are told all the same.
/// </summary>
internal sealed partial class LiveSettings(FileSettings start, ILogger<LiveSettings> logger)
{
    private readonly List<(string Section, Func<FileSettings, CancellationToken, ValueTask> Apply)> _told = [];
    private readonly HashSet<string> _registered = new(StringComparer.Ordinal);
    private volatile FileSettings _current = start;

    /// <summary>What is configured now. Those that need a restart may not be in force yet, so they are read at the start only.</summary>
    public FileSettings Current => _current;

    /// <summary>Has a section's changes told to a feature.</summary>
    /// <param name="section">The member of <see cref="FileSettings"/>.</param>
    public void OnChange(string section, Action<FileSettings> apply) => OnChange(section, (settings, _) =>
    {
        apply(settings);
        return ValueTask.CompletedTask;
    });

    /// <inheritdoc cref="OnChange(string, Action{FileSettings})"/>
    public void OnChange(string section, Func<FileSettings, CancellationToken, ValueTask> apply)
    {
        Register(section);
        _told.Add((NameOf(section), apply));
    }

    /// <summary>For a feature that asks whenever it needs to know.</summary>
    /// <param name="section">The member of <see cref="FileSettings"/>.</param>
    public Func<T> Reading<T>(string section, Func<FileSettings, T> value)
    {
        Register(section);
        return () => value(_current);
    }

    /// <summary>Once all have registered: a section that is said to be live has someone who takes it up, and no other has.</summary>
    /// <exception cref="InvalidOperationException">A line in FeatureRooms, or an attribute, is missing.</exception>
    public void Check()
    {
        var live = Setting.Root.Members.Where(section => section.All().Any(setting => setting.IsLive)).Select(section => section.Name).ToHashSet();
        live.SymmetricExceptWith(_registered);
        if (live.Count > 0) throw new InvalidOperationException($"Either said to be live or taken up, but not both: {string.Join(", ", live)}");
    }

    /// <summary>Puts other settings in force and tells those whose section changed.</summary>
    /// <param name="changed">The sections' names.</param>
    public async Task ApplyAsync(FileSettings settings, IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        _current = settings;
        foreach (var (section, apply) in _told.Where(told => changed.Contains(told.Section)))
        {
            try
            {
                await apply(settings, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogNotTakenUp(section, fault);
            }
        }
    }

    private void Register(string section) => _registered.Add(NameOf(section));

    private static string NameOf(string member) =>
        Setting.Root.Members.FirstOrDefault(section => section.Name.Equals(member, StringComparison.OrdinalIgnoreCase))?.Name
        ?? throw new ArgumentException($"There is no section {member}.", nameof(member));

    [LoggerMessage(2100, LogLevel.Error, "The changed settings in {Section} could not be taken up")]
    private partial void LogNotTakenUp(string section, Exception fault);
}
