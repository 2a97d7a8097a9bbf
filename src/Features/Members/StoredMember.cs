using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Contracts.Members;
using Carillon.Core.Identity;

namespace Carillon.Features.Members;

/// <summary>A member's document; it stays when they are removed, so that their credential does not bring them back.</summary>
/// <param name="Brought">The highest role that a credential of theirs brought.</param>
/// <param name="Given">The role they were given here; null while what they bring counts.</param>
internal sealed record StoredMember(
    string UserId, Role Brought, long AddedAt, long UpdatedAt, Role? Given = null, string? Email = null, bool Removed = false)
{
    [JsonIgnore]
    public Role Role => Given ?? Brought;

    public Member ToMember() => new(UserId, Role, AddedAt, UpdatedAt, Email);
}

/// <summary>How this room's documents are written; roles by name.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredMember))]
internal sealed partial class StoredJson : JsonSerializerContext;
