using Carillon.Features.Agents.Acp;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>A question of every kind there is.</summary>
internal static class DemoForm
{
    public static IReadOnlyDictionary<string, FormProperty> Questions { get; } = new Dictionary<string, FormProperty>
    {
        ["strategy"] = new("string", "Which strategy shall I use?", Enum: ["incremental", "big-bang", "blue-green"]),
        ["targets"] = new("array", "Which systems does it concern?", Items: new FormItems(["linux", "macos", "windows"])),
        ["name"] = new("string", "What shall it be called?"),
        ["tests"] = new("boolean", "Shall I write tests?"),
        ["retries"] = new("integer", "How often shall it be tried again?"),
    };
}
