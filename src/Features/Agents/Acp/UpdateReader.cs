using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Events;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Acp;

/// <summary>
/// Reads <c>session/update</c>. Agents differ in what they leave out, so a member that is missing or of the wrong kind is absent, and
/// an update without its essential part is an <see cref="AgentOther"/>. Pieces of text may end in half a character, nothing else does.
/// </summary>
internal static class UpdateReader
{
    private const decimal MicroDollars = 1_000_000m;

    /// <summary>What was sent, in order: a tool call that shows a terminal at once is a call and its first change.</summary>
    public static IEnumerable<AgentUpdate> Read(JsonElement parameters)
    {
        // Some send the update bare instead of under "update".
        var update = parameters.GetMember("update") ?? parameters;
        var kind = update.GetText("sessionUpdate") ?? "";
        if (kind is not ("agent_message_chunk" or "agent_thought_chunk")) update = update.Sound();
        switch (kind)
        {
            case "agent_message_chunk" when update.GetMember("content") is { } content:
                yield return new AgentText(ContentText.OfBlock(content));
                break;
            case "agent_thought_chunk" when update.GetMember("content") is { } content:
                yield return new AgentThought(ContentText.OfBlock(content));
                break;
            case "tool_call" when update.GetText("toolCallId") is { } id:
                yield return ReadToolCall(id, update);
                if (ContentText.TerminalOf(update) is { } terminal)
                    yield return new AgentToolUpdate(id, null, null, null, null, null, null, terminal);
                break;
            case "tool_call_update" when update.GetText("toolCallId") is { } id:
                yield return ReadToolUpdate(id, update);
                break;
            case "plan":
                yield return ReadPlan(update);
                break;
            case "available_commands_update":
                yield return ReadCommands(update);
                break;
            case "usage_update":
                yield return ReadUsage(update);
                break;
            default:
                yield return new AgentOther(kind);
                break;
        }
    }

    /// <summary>The paths that a tool call is about.</summary>
    public static IReadOnlyList<string>? PathsOf(JsonElement call) =>
        call.GetMember("locations") is null
            ? null
            : [.. call.GetItems("locations").Select(location => location.GetText("path")).OfType<string>().Distinct()];

    private static AgentToolCall ReadToolCall(string id, JsonElement call)
    {
        var kind = call.GetText("kind") ?? "other";
        return new AgentToolCall(
            id,
            call.GetText("title") ?? kind,
            kind,
            call.GetText("status") ?? "pending",
            call.GetMember("rawInput"),
            PathsOf(call) ?? [],
            ContentText.OfTool(call));
    }

    private static AgentToolUpdate ReadToolUpdate(string id, JsonElement call) => new(
        id,
        call.GetText("title"),
        call.GetText("kind"),
        call.GetText("status"),
        call.GetMember("rawInput"),
        PathsOf(call),
        ContentText.OfTool(call),
        ContentText.TerminalOf(call));

    private static AgentPlan ReadPlan(JsonElement plan) => new(
        [.. plan.GetItems("entries").Select(entry => new PlanStep(
            entry.GetText("content") ?? "", entry.GetText("priority") ?? "medium", entry.GetText("status") ?? "pending"))]);

    private static AgentCommands ReadCommands(JsonElement update) => new(
        [.. update.GetItems("availableCommands")
            .Where(command => command.GetText("name") is not null)
            .Select(command => new AgentCommand(
                command.GetText("name")!, command.GetText("description") ?? "", command.GetMember("input")?.GetText("hint")))]);

    private static AgentUsage ReadUsage(JsonElement update) => new(
        null, null, null, ReadCost(update), update.GetInteger("used"), update.GetInteger("size"));

    private static long? ReadCost(JsonElement update) =>
        update.GetMember("cost") is { } cost && cost.GetText("currency") == "USD"
            && cost.GetMember("amount") is { ValueKind: JsonValueKind.Number } amount
            && amount.TryGetDecimal(out var dollars) && Math.Abs(dollars) < long.MaxValue / MicroDollars
            ? (long)Math.Round(dollars * MicroDollars)
            : null;
}
