using System.Text;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Tools.Schema;

/// <summary>The configuration as a page for people: every setting there is.</summary>
internal static class ConfigurationPage
{
    private const string Head = """
        # Configuration

        Every setting there is. Made from the records in `src/Server/Configuration` by `tools/Schema`; do not edit.

        Carillon needs no configuration. What it is told, it is told in one file, `carillon.json` in the data folder (another with
        `--config FILE`): JSON, in which comments and trailing commas are allowed and unknown names are refused.

        ```json
        {
          "$schema": "./config.schema.json",
          // An agent beside the built-in ones: any command that speaks ACP
          "agents": {
            "claude": { "command": "claude-code-acp", "env": { "ANTHROPIC_API_KEY": "sk-…" } },
          },
          "approvals": { "expireAfterSeconds": 300 },
        }
        ```

        With the [schema](../schema/config.schema.json) named, editors complete the file and mark what does not fit:
        `carillon config schema > config.schema.json` puts it beside the file.

        **Who wins.** Flags over environment over file over defaults. Each setting that is not inside a map or a list has a variable. Its
        value is the plain text, number, `true` or `false`; a list of texts has commas between them; other lists and maps are JSON. The
        flags are `--host`, `--port` and `--compat-ports` of `carillon serve`.

        **What is wrong is told at once**, all of it, with its line or the variable's name; the server does not start. Values are never
        repeated, as they may be secrets.

        ```sh
        carillon config check          # everything that is wrong; exit code 2 then
        carillon config show           # every setting, and who says so; secrets are [REDACTED]
        carillon config show --json
        ```

        **While the server runs** it watches the file. 500 ms after the last edit it reads it again. If it makes sense, the settings marked
        *at once* are in force, and `config.changed` says which keys changed, with the sections that need a restart, if any; `config.reloaded`
        follows. If not, what was in force goes on, and `config.error` and the log say what is wrong. A file that is deleted changes nothing.
        Peers with the role owner or admin in the operators' tenant (`identity.operatorTenant`) can read, check and change the
        configuration over their protocol; `GET /v1/config` shows it. What is changed that way is written to the file, in one step, and keeps
        its comments and layout: a patch touches only what it names.


        """;

    public static string Make(XmlDocs docs)
    {
        var page = new StringBuilder(Head);
        foreach (var section in Setting.Root.Members)
        {
            page.Append($"## {section.Name}\n\n{docs.Setting(section)}\n\n");
            page.Append("| setting | type | default | what it does | variable | in force |\n|---|---|---|---|---|---|\n");
            foreach (var setting in section.All().Where(setting => IsShown(setting, section))) page.Append(LineOf(setting, docs));
            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The section itself has said what it is; items that are plain values are part of their list or map.</summary>
    private static bool IsShown(Setting setting, Setting section) =>
        setting.Member is not null && (setting != section || !setting.IsSection);

    private static string LineOf(Setting setting, XmlDocs docs)
    {
        var key = setting.Key.Replace(Setting.Any, "NAME", StringComparison.Ordinal);
        var variable = EnvironmentNames.Of(setting) is { } name ? $"`{name}`" : "";
        var secret = setting.IsSecret ? " Never shown." : "";
        return $"| `{key}` | {TypeOf(setting)} | {DefaultOf(setting)} | {docs.Setting(setting)}{secret} | {variable} | {(setting.IsLive ? "at once" : "after a restart")} |\n";
    }

    private static string TypeOf(Setting setting)
    {
        var words = SettingTypes.InWords(setting.Type);
        return setting.Range is { } range ? $"{words}, {range.Minimum} to {range.Maximum}" : words;
    }

    private static string DefaultOf(Setting setting) => setting.IsSection || setting.Default is null
        ? ""
        : $"`{JsonText.Line(setting.Default)}`";
}
