using System.Text.Json.Nodes;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Live;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Server.Tests.Configuration.Live;

public sealed class SettingsDifferenceTests
{
    [Fact]
    public void What_is_new_changed_and_gone_is_named_by_key_and_lists_are_one()
    {
        var before = Settings(settings =>
        {
            settings.Agents = Agents(("stays", "s"), ("goes", "g"), ("changes", "c"));
            settings.AllowedOrigins = ["https://a.example"];
        });
        var after = Settings(settings =>
        {
            settings.Agents = Agents(("stays", "s"), ("changes", "d"), ("my.new", "n"));
            settings.Agents["stays"].Env = new Dictionary<string, string> { ["TOKEN"] = "s3cret" };
            settings.AllowedOrigins = ["https://a.example", "https://b.example"];
        });

        var difference = SettingsDifference.Between(before, after, before);

        Assert.Equal(
            [
                "agents.changes.command", "agents.goes.args", "agents.goes.command", "agents.my.new.args", "agents.my.new.command",
                "agents.stays.env.TOKEN", "allowedOrigins",
            ],
            difference.Keys);
        Assert.Equal(["agents", "allowedOrigins"], difference.Sections.Order());
        Assert.Empty(difference.Restarts);
    }

    [Fact]
    public void What_is_not_live_needs_a_restart_until_it_is_again_what_the_server_was_started_with()
    {
        var started = Settings(_ => { });
        var edited = Settings(settings =>
        {
            settings.Storage.Durability = StorageDurability.Relaxed;
            settings.Identity.Jwt = new JwtSettings { Issuer = "i" };
            settings.Approvals.ExpireAfterSeconds = 5;
        });

        Assert.Equal(["identity", "storage"], SettingsDifference.Between(started, edited, started).Restarts);
        Assert.Empty(SettingsDifference.Between(edited, started, started).Restarts);
        Assert.Contains("storage.durability", SettingsDifference.Between(edited, started, started).Keys);
        Assert.Empty(SettingsDifference.Between(edited, edited, started).Keys);
    }

    [Fact]
    public void Whatever_may_be_a_secret_is_shown_as_a_mark_however_deep_it_is()
    {
        var shown = SettingsWalk.Redact(Settings(settings => settings.Agents = new Dictionary<string, AgentSettings>
        {
            ["claude"] = new() { Command = "claude", Env = new Dictionary<string, string> { ["A"] = "s3cret", ["B"] = "" } },
        }));

        Assert.Equal("""{"command":"claude","args":[],"env":{"A":"[REDACTED]","B":"[REDACTED]"}}""", shown["agents"]!["claude"]!.ToJsonString());
        Assert.Equal(120, (int?)shown["approvals"]!["expireAfterSeconds"]);
        Assert.DoesNotContain("s3cret", shown.ToJsonString(), StringComparison.Ordinal);
    }

    private static JsonObject Settings(Action<FileSettings> configure)
    {
        var settings = new FileSettings();
        configure(settings);
        return LoadedSettings.ToJson(settings);
    }

    private static Dictionary<string, AgentSettings> Agents(params (string Name, string Command)[] agents) =>
        agents.ToDictionary(agent => agent.Name, agent => new AgentSettings { Command = agent.Command });
}
