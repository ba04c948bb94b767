using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PenguinMails.LocalComponents;

/// <summary>The platform's accounts, permissions, queues and policies at the broker: deploy/rabbitmq/definitions.json.</summary>
public static class RabbitMqDefinitions
{
    /// <summary>The accounts that it names, all but the administrator's.</summary>
    public static IReadOnlyList<string> Accounts { get; } = [.. Read()["users"]!.AsArray().Select(user => (string)user!["name"]!)];

    /// <summary>The definitions as they are in the repository.</summary>
    public static JsonObject Read()
    {
        using var stream = typeof(RabbitMqDefinitions).Assembly.GetManifestResourceStream("definitions.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    /// <summary>The definitions for a broker of one's own, with passwords and an administrator, as JSON.</summary>
    /// <param name="administrator">The administrator's name.</param>
    /// <param name="passwordOf">The password of an account.</param>
    public static string WithPasswords(string administrator, Func<string, string> passwordOf)
    {
        var definitions = Read();
        foreach (var user in definitions["users"]!.AsArray())
        {
            user!["password_hash"] = HashOf(passwordOf((string)user["name"]!));
        }

        // An impersonator may state other accounts as the sender: tests speak for services with it.
        definitions["users"]!.AsArray().Add(new JsonObject
        {
            ["name"] = administrator,
            ["password_hash"] = HashOf(passwordOf(administrator)),
            ["tags"] = new JsonArray("administrator", "impersonator"),
        });
        definitions["permissions"]!.AsArray().Add(new JsonObject
        {
            ["user"] = administrator,
            ["vhost"] = "/",
            ["configure"] = ".*",
            ["write"] = ".*",
            ["read"] = ".*",
        });
        return definitions.ToJsonString();
    }

    // As RabbitMQ keeps it: four random bytes, and the SHA-256 of these and the password.
    private static string HashOf(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
