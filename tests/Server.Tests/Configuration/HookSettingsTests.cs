using Carillon.Contracts.Hooks;
using Carillon.Features.Hooks;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Configuration;

public sealed class HookSettingsTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_hook_is_read_with_all_it_may_say()
    {
        var hooks = Read(
            """
            { "hooks": [
              { "event": "before_tool_call", "kind": "interceptor", "priority": -100, "matcher": "edit|execute", "timeoutSeconds": 5,
                "actions": [{ "type": "command", "command": "guard", "args": ["--all"], "env": { "KEY": "s3cret" } }, { "command": "echo ok" }] },
              { "name": "second opinion", "event": "UserPromptSubmit", "actions": [{ "type": "agent", "agent": "demo" }, { "type": "prompt", "prompt": "Be brief." }] },
            ] }
            """).HookDefinitions();

        Assert.Equal(("hooks.0", HookEvent.PreToolUse, HookKind.Interceptor, -100), (hooks[0].Name, hooks[0].Happening, hooks[0].Kind, hooks[0].Priority));
        Assert.Equal(("edit|execute", TimeSpan.FromSeconds(5)), (hooks[0].Matcher, hooks[0].Timeout));
        var command = Assert.IsType<CommandAction>(hooks[0].Actions[0]);
        Assert.Equal(("guard", "s3cret"), (command.Command, command.Environment["KEY"]));
        Assert.Equal(["--all"], command.Arguments);
        Assert.Null(Assert.IsType<CommandAction>(hooks[0].Actions[1]).Arguments);
        Assert.Equal(("second opinion", HookKind.Observer, 300), (hooks[1].Name, hooks[1].Kind, (int)hooks[1].Timeout.TotalSeconds));
        Assert.Equal(new AgentAction("demo", null), hooks[1].Actions[0]);
        Assert.Equal(new PromptAction("Be brief."), hooks[1].Actions[1]);
    }

    [Fact]
    public void Every_mistake_in_a_hook_is_told_with_its_place()
    {
        var told = Assert.Throws<ServerStartException>(() => Read(
            """
            { "hooks": [
              { "event": "ChatParams" },
              { "event": "Stop", "kind": "resolver", "matcher": "x", "timeoutSeconds": 0 },
              { "event": "PreToolUse", "matcher": "(", "actions": [{}, { "type": "prompt", "prompt": "x" }, { "type": "agent" }] },
              { "event": "Setup", "actions": [{ "type": "agent", "agent": "demo" }] }
            ] }
            """)).Message;

        string[] places =
        [
            "hooks.0.event", "hooks.1.kind", "hooks.1.matcher", "hooks.1.timeoutSeconds", "hooks.1.actions", "hooks.2.matcher",
            "hooks.2.actions.0.command", "hooks.2.actions.1.type", "hooks.2.actions.2.agent", "hooks.3.actions.0.type",
        ];
        Assert.All(places, place => Assert.Contains($"{place}: ", told, StringComparison.Ordinal));
    }

    private FileSettings Read(string text)
    {
        var path = Path.Combine(_folder.Path, "carillon.json");
        File.WriteAllText(path, text);
        return SettingsReading.Load(new SettingsSources(path, new Dictionary<string, string>(), []) { MustExist = true }).Settings;
    }
}
