using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Events;
using Carillon.Features.Agents.Acp;

namespace Carillon.Features.Agents.Tests;

/// <summary>What agents send, and what it is taken for.</summary>
public class UpdateReaderTests
{
    private static readonly Dictionary<string, (string Json, AgentUpdate[] Updates)> Golden = new()
    {
        ["text"] = ("""{"sessionUpdate":"agent_message_chunk","content":{"type":"text","text":"hi"}}""", [new AgentText("hi")]),
        ["link"] = ("""{"sessionUpdate":"agent_message_chunk","content":{"type":"resource_link","name":"n","uri":"file:///a"}}""", [new AgentText("file:///a")]),
        ["image"] = ("""{"sessionUpdate":"agent_message_chunk","content":{"type":"image","data":"AA==","mimeType":"image/png"}}""", [new AgentText("[image]")]),
        ["thought"] = ("""{"sessionUpdate":"agent_thought_chunk","content":{"type":"text","text":"hm"}}""", [new AgentThought("hm")]),
        ["no content"] = ("""{"sessionUpdate":"agent_message_chunk"}""", [new AgentOther("agent_message_chunk")]),
        ["no id"] = ("""{"sessionUpdate":"tool_call","title":"t"}""", [new AgentOther("tool_call")]),
        ["mode"] = ("""{"sessionUpdate":"current_mode_update","currentModeId":"ask"}""", [new AgentOther("current_mode_update")]),
        ["nothing"] = ("""{}""", [new AgentOther("")]),
        ["tool update"] = (
            """{"sessionUpdate":"tool_call_update","toolCallId":"c","status":"failed","content":[{"type":"content","content":{"type":"text","text":"a"}},{"type":"diff","path":"/f","oldText":"1\n2\n","newText":"1\n2\n3"},{"type":"diff","path":"/g","newText":"x"},{"type":"terminal","terminalId":"t"}]}""",
            [new AgentToolUpdate("c", null, null, "failed", null, null, "a\n/f: 2 lines before, 3 after\n/g: new, 1 lines", "t")]),
        ["wrong kinds"] = (
            """{"sessionUpdate":"tool_call_update","toolCallId":"c","status":7,"title":{},"content":"x","rawOutput":"done"}""",
            [new AgentToolUpdate("c", null, null, null, null, null, "done", null)]),
        ["usage"] = (
            """{"sessionUpdate":"usage_update","used":53000,"size":200000,"cost":{"amount":0.045,"currency":"USD"}}""",
            [new AgentUsage(null, null, null, 45_000, 53_000, 200_000)]),
        ["foreign money"] = (
            """{"sessionUpdate":"usage_update","used":1,"size":2,"cost":{"amount":0.045,"currency":"EUR"}}""", [new AgentUsage(null, null, null, null, 1, 2)]),
    };

    public static TheoryData<string> Names => [.. Golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_update_is_read_alike_bare_and_wrapped(string name)
    {
        var (json, updates) = Golden[name];
        Assert.Equal(updates, UpdateReader.Read(JsonElement.Parse(json)));
        Assert.Equal(updates, UpdateReader.Read(JsonElement.Parse($$"""{"sessionId":"s","update":{{json}}}""")));
    }

    [Fact]
    public void A_tool_call_is_read_with_what_it_is_about()
    {
        var json = """{"sessionUpdate":"tool_call","toolCallId":"c","title":"Run","kind":"execute","status":"in_progress","rawInput":{"command":"ls"},"locations":[{"path":"/a","line":3},{"path":"/a"},{"line":1}],"content":[{"type":"terminal","terminalId":"t"}]}""";
        var read = UpdateReader.Read(JsonElement.Parse(json)).ToArray();
        var call = Assert.IsType<AgentToolCall>(read[0]);
        Assert.Equal(("c", "Run", "execute", "in_progress", null), (call.ToolCallId, call.Title, call.Kind, call.Status, call.Content));
        Assert.Equal(["/a"], call.Paths);
        Assert.Equal("ls", call.RawInput!.Value.GetProperty("command").GetString());
        Assert.Equal(new AgentToolUpdate("c", null, null, null, null, null, null, "t"), read[1]);
        Assert.Equal(2, read.Length);
    }

    [Fact]
    public void A_plan_and_commands_are_read_with_defaults_for_what_is_missing()
    {
        var plan = UpdateReader.Read(JsonElement.Parse("""{"sessionUpdate":"plan","entries":[{"content":"a","priority":"high","status":"completed"},{"content":"b"}]}"""));
        Assert.Equal([new PlanStep("a", "high", "completed"), new PlanStep("b", "medium", "pending")], Assert.IsType<AgentPlan>(Assert.Single(plan)).Steps);
        var commands = UpdateReader.Read(JsonElement.Parse("""{"sessionUpdate":"available_commands_update","availableCommands":[{"name":"x","description":"d","input":{"hint":"h"}},{"name":"y"},{}]}"""));
        Assert.Equal([new AgentCommand("x", "d", "h"), new AgentCommand("y", "")], Assert.IsType<AgentCommands>(Assert.Single(commands)).Commands);
    }

    [Fact]
    public void A_permission_takes_what_it_leaves_out_from_the_announced_call()
    {
        var known = new AnnouncedCall("execute", "Run it", JsonElement.Parse("""{"command":["bash","-lc","ls -la"]}"""));
        var request = """{"toolCall":{"toolCallId":"c"},"options":[{"optionId":"1","name":"Yes","kind":"allow_always"},{"optionId":"2","kind":"reject_once"},{"optionId":"3","name":"?","kind":"maybe"},{"name":"?"}]}""";
        var permission = PermissionReader.Read(JsonElement.Parse(request), id => id == "c" ? known : null);
        Assert.Equal(("c", "execute", "Run it", "bash -lc 'ls -la'"), (permission.ToolCallId, permission.ToolName, permission.Description, permission.Command));
        Assert.Equal([new("1", "Yes", PermissionKind.AllowAlways), new PermissionOption("2", "2", PermissionKind.RejectOnce)], permission.Options);
        Assert.Equal("other", PermissionReader.Read(JsonElement.Parse("{}"), _ => null).ToolName);
    }
}
