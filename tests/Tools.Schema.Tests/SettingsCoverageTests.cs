using System.Text.Json.Nodes;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Tools.Schema.Tests;

public sealed class SettingsCoverageTests
{
    public static TheoryData<string> Keys => [.. Setting.Root.All().Where(setting => setting.Member is not null).Select(setting => setting.Key)];

    [Theory, MemberData(nameof(Keys))]
    public void A_setting_stands_in_the_schema_with_what_it_does(string key)
    {
        var schema = key.Split('.').Aggregate(
            Generated.Json("schema/config.schema.json"),
            (around, name) => Inner(around, name) as JsonObject ?? throw new InvalidOperationException($"{key}: no {name}"));

        Assert.NotEmpty((string)schema["description"]!);
        Assert.NotEmpty((string)schema["type"]!);
    }

    [Theory, MemberData(nameof(Keys))]
    public void A_setting_stands_on_the_page_with_its_variable_and_when_it_is_in_force(string key)
    {
        var setting = Setting.At(key);
        var page = Generated.Text("docs/configuration.md");
        if (!key.Contains('.', StringComparison.Ordinal)) Assert.Contains($"\n## {key}\n", page, StringComparison.Ordinal);
        if (setting.IsSection && !key.Contains('.', StringComparison.Ordinal)) return;

        var line = Assert.Single(page.Split('\n'), line => line.StartsWith($"| `{key.Replace("*", "NAME", StringComparison.Ordinal)}` |", StringComparison.Ordinal));
        Assert.EndsWith(setting.IsLive ? "| at once |" : "| after a restart |", line, StringComparison.Ordinal);
        if (EnvironmentNames.Of(setting) is { } variable) Assert.Contains($"| `{variable}` |", line, StringComparison.Ordinal);
    }

    private static JsonNode? Inner(JsonObject around, string name) => name == Setting.Any
        ? around["items"] ?? around["additionalProperties"]
        : around["properties"]![name];
}
