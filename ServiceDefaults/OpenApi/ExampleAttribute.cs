using System.Diagnostics.CodeAnalysis;

namespace PenguinMails.ServiceDefaults;

/// <summary>An example of a request or answer for the OpenAPI document. The linter checks it against the type's schema.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ExampleAttribute([StringSyntax(StringSyntaxAttribute.Json)] string json) : Attribute
{
    public string Json => json;
}
