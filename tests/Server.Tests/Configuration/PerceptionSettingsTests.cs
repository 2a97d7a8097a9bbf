using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carillon.Features.Perception;
using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Configuration;

public sealed partial class PerceptionSettingsTests : IDisposable
{
    private static readonly string[] Manual = [.. JsonBlock().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "daemon.md"))).Select(found => found.Groups[1].Value)];

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_manual_shows_every_setting_with_its_default()
    {
        Assert.Equivalent(new PerceptionSettings().Options(), Read(Manual[^1]).Options(), strict: true);

        var shown = JsonNode.Parse(Manual[^1])!["perception"]!;
        var there = JsonSerializer.SerializeToNode(new PerceptionSettings(), FileSettingsJson.Default.PerceptionSettings)!;
        Assert.Equal(NamesIn(there, ""), NamesIn(shown, ""));
    }

    [Fact]
    public void The_manual_s_first_example_watches_what_it_says()
    {
        var options = Read(Manual[0]).Options();

        Assert.True(options.Enabled);
        Assert.Equal([Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "projects")], options.Files.Folders);
        Assert.Equal([new TimeTrigger("standup", "30 9 * * mon-fri", "Europe/Berlin")], options.Time.Triggers);
    }

    [Fact]
    public void A_rule_can_be_changed_in_part()
    {
        var rules = Read("""{"perception": {"rules": {"cpu": {"warning": 50}, "battery": {"critical": 15}}}}""").Options().Rules;

        Assert.Equal(new PerceptionRules().Cpu with { Warning = 50 }, rules.Cpu);
        Assert.Equal(new PerceptionRules().Battery with { Critical = 15 }, rules.Battery);
    }

    [Theory]
    [InlineData("""{"enabled": 1}""", "perception.enabled: this is to be true or false")]
    [InlineData("""{"tenant": " "}""", "perception.tenant")]
    [InlineData("""{"files": {"folders": ["relative"]}}""", "perception.files.folders.0")]
    [InlineData("""{"files": {"debounceMs": 1}}""", "perception.files.debounceMs")]
    [InlineData("""{"processes": {"pollSeconds": 0}}""", "perception.processes.pollSeconds")]
    [InlineData("""{"system": {"stepPercent": 101}}""", "perception.system.stepPercent")]
    [InlineData("""{"time": {"triggers": {"a": {}}}}""", "perception.time.triggers.a: give one of cron")]
    [InlineData("""{"time": {"triggers": {"a": {"everySeconds": 5, "at": "2030-01-01T00:00:00Z"}}}}""", "perception.time.triggers.a: give one of cron")]
    [InlineData("""{"time": {"triggers": {"a": {"cron": "61 * * * *"}}}}""", "perception.time.triggers.a.cron")]
    [InlineData("""{"time": {"triggers": {"a": {"cron": "* * * * *", "timeZone": "Mars/Olympus"}}}}""", "perception.time.triggers.a.timeZone")]
    [InlineData("""{"time": {"triggers": {"a": {"at": "soon"}}}}""", "perception.time.triggers.a.at")]
    [InlineData("""{"rules": {"cpu": {"warning": 95}}}""", "perception.rules.cpu: critical is to be above warning")]
    [InlineData("""{"rules": {"battery": {"critical": 30}}}""", "perception.rules.battery: critical is to be below warning")]
    [InlineData("""{"rules": {"idle": {"afterSeconds": 0}}}""", "perception.rules.idle.afterSeconds")]
    public void A_mistake_is_told_with_its_place(string section, string expected)
    {
        var refused = Assert.Throws<ServerStartException>(() => Read($$"""{"perception": {{section}}}"""));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private PerceptionSettings Read(string text)
    {
        var path = Path.Combine(_folder.Path, "carillon.json");
        File.WriteAllText(path, text);
        return FileSettings.Read(path).Perception;
    }

    private static IEnumerable<string> NamesIn(JsonNode? node, string place) => node is JsonObject members
        ? members.SelectMany(member => NamesIn(member.Value, $"{place}.{member.Key}").Prepend($"{place}.{member.Key}"))
        : [];

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
