using System.Text.Json;

namespace Carillon.Server.Configuration;

/// <summary>The JSON Schema of the configuration file, as <c>schema/config.schema.json</c> has it.</summary>
public static class ConfigurationSchema
{
    /// <summary>Writes it out.</summary>
    public static void CopyTo(Stream destination)
    {
        using var schema = Open();
        schema.CopyTo(destination);
    }

    internal static JsonElement Read()
    {
        using var schema = Open();
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.Clone();
    }

    private static Stream Open() => typeof(ConfigurationSchema).Assembly.GetManifestResourceStream("config.schema.json")!;
}
