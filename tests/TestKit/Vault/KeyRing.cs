using System.Globalization;
using System.Security.Cryptography;

namespace PenguinMails.TestKit;

/// <summary>The platform's key ring, for services that are started without Identity, which makes it otherwise.</summary>
public static class KeyRing
{
    private const int MasterKeySize = 64;

    /// <summary>Mounts the key-value store and writes one valid data-protection key.</summary>
    public static async Task WriteKeyRingAsync(this TestVault vault)
    {
        // Another test of this process may have mounted it: then the answer is 400, and that is as good.
        using var mounted = await vault.SendAsync(
            HttpMethod.Post, "sys/mounts/secret", new { type = "kv", options = new Dictionary<string, string> { ["version"] = "2" } });
        var id = Guid.CreateVersion7();
        using var written = await vault.SendAsync(
            HttpMethod.Post, $"secret/data/platform/data-protection/key-{id}", new { data = new { xml = Xml(id) } });
        written.EnsureSuccessStatusCode();
    }

    private static string Xml(Guid id)
    {
        var now = TimeProvider.System.GetUtcNow();
        return $"""
            <key id="{id}" version="1">
              <creationDate>{Time(now.AddDays(-1))}</creationDate>
              <activationDate>{Time(now.AddDays(-1))}</activationDate>
              <expirationDate>{Time(now.AddDays(30))}</expirationDate>
              <descriptor deserializerType="Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel.AuthenticatedEncryptorDescriptorDeserializer, Microsoft.AspNetCore.DataProtection">
                <descriptor>
                  <encryption algorithm="AES_256_CBC" />
                  <validation algorithm="HMACSHA256" />
                  <masterKey><value>{Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKeySize))}</value></masterKey>
                </descriptor>
              </descriptor>
            </key>
            """;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
