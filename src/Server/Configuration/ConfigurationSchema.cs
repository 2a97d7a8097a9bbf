namespace Carillon.Server.Configuration;

/// <summary>The JSON Schema of the configuration file, as <c>schema/config.schema.json</c> has it.</summary>
public static class ConfigurationSchema
{
    /// <summary>Writes it out.</summary>
    public static void CopyTo(Stream destination)
    {
        using var schema = typeof(ConfigurationSchema).Assembly.GetManifestResourceStream("config.schema.json")!;
        schema.CopyTo(destination);
    }
}
