using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema.Tests;

/// <summary>The files as the generator makes them now.</summary>
internal static class Generated
{
    public static EventModel Model { get; } = EventModel.Read(XmlDocs.OfCatalogue());

    public static GeneratedFiles Files { get; } = GeneratedFiles.From(Model, XmlDocs.OfConfiguration());

    public static string Text(string path) => Files.All.Single(file => file.Path == path).Text;

    public static JsonObject Json(string path) => JsonNode.Parse(Text(path))!.AsObject();
}
