using System.Text.Json;
using Carillon.Contracts.Configuration;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Testing;

/// <summary>A configuration that remembers what was asked of it.</summary>
internal sealed class ScriptedConfiguration : IConfiguration
{
    public List<string> Patches { get; } = [];

    public JsonElement Schema => throw new NotSupportedException();

    public ValueTask<ConfigurationView> GetAsync(Caller caller, CancellationToken cancellationToken) =>
        new(new ConfigurationView(JsonElement.Parse("""{"storage":{"durability":"full"}}"""), Demand(caller), 1000));

    public ValueTask<ConfigurationChange> PatchAsync(Caller caller, JsonElement patch, CancellationToken cancellationToken)
    {
        Demand(caller);
        Patches.Add(patch.GetRawText());
        return new(new ConfigurationChange(["storage.durability"], ["storage"], "/carillon.json"));
    }

    public ValueTask<ConfigurationChange> PreviewAsync(Caller caller, JsonElement patch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ConfigurationChange> ApplyAsync(Caller caller, JsonElement config, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ConfigurationChange> ReloadAsync(Caller caller, CancellationToken cancellationToken) =>
        new(new ConfigurationChange([], [], Demand(caller)));

    public ValueTask<ConfigurationVerdict> ValidateAsync(Caller caller, JsonElement config, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static string Demand(Caller caller) =>
        caller.Role == Role.Owner ? "/carillon.json" : throw new CarillonException(ErrorCode.PermissionDenied, "Not for you.");
}
