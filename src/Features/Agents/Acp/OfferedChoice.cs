using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Acp;

/// <summary>Something that an agent lets its host choose, and what there is to choose from (ACP: <c>configOptions</c>, <c>models</c>).</summary>
/// <param name="ConfigId">The option's id; null for the models that agents of an earlier draft list beside the options.</param>
/// <param name="Values">In the agent's own words.</param>
internal sealed record OfferedChoice(AgentChoice Choice, string? ConfigId, string? Current, IReadOnlyList<string> Values)
{
    /// <summary>Everything offered in the answer to <c>session/new</c>, or in that to <c>initialize</c> where the former says nothing.</summary>
    public static IReadOnlyList<OfferedChoice> In(JsonElement session, JsonElement self)
    {
        var options = session.GetMember("configOptions") is null ? self : session;
        var offered = options.GetItems("configOptions").Select(Of).OfType<OfferedChoice>().ToList();
        if (session.GetMember("models") is { } models && offered.All(choice => choice.Choice != AgentChoice.Model))
        {
            var values = models.GetItems("availableModels").Select(model => model.GetText("modelId")).OfType<string>();
            offered.Add(new OfferedChoice(AgentChoice.Model, ConfigId: null, models.GetText("currentModelId"), [.. values]));
        }

        return offered;
    }

    /// <summary>The agent's own spelling of a value; null when it offers no such value.</summary>
    public string? Find(string value) => Values.FirstOrDefault(offered => string.Equals(offered, value, StringComparison.OrdinalIgnoreCase));

    private static OfferedChoice? Of(JsonElement option)
    {
        AgentChoice? choice = (option.GetText("category") ?? option.GetText("id")) switch
        {
            "model" => AgentChoice.Model,
            "thought_level" => AgentChoice.Thinking,
            _ => null,
        };
        return choice is { } known && option.GetText("id") is { } id
            ? new OfferedChoice(known, id, option.GetText("currentValue"), [.. ValuesOf(option)])
            : null;
    }

    /// <summary>Values stand in the list or, one level deeper, in groups.</summary>
    private static IEnumerable<string> ValuesOf(JsonElement option) => option.GetItems("options")
        .SelectMany(item => item.GetMember("options") is null ? [item] : item.GetItems("options"))
        .Select(item => item.GetText("value")).OfType<string>();
}
