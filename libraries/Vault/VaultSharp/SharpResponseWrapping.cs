using PenguinMails.Vault.Wrapping;
using global::VaultSharp.V1.Commons;

namespace PenguinMails.Vault.Sharp;

internal sealed class SharpResponseWrapping(SharpClient client, string mount, TimeProvider time) : IResponseWrapping
{
    public async Task<WrappedToken?> ReadWrappedAsync(
        VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        var asked = time.GetUtcNow();
        try
        {
            var answer = await client.CallAsync(
                $"GET {mount}/data/*",
                vault => vault.V1.Secrets.KeyValue.V2.ReadSecretAsync<Dictionary<string, JsonElement>>(
                    path.ToString(), version, mount, HttpResponseWrapping.Seconds(timeToLive)),
                cancellationToken);
            var wrap = answer.WrapInfo;
            return new WrappedToken(wrap.Token, asked + TimeSpan.FromSeconds(wrap.TimeToLive), wrap.CreationPath ?? "");
        }
        catch (SharpRefusal refusal)
        {
            return refusal.IsAbsent ? null : throw refusal.Refused();
        }
    }

    public async Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await client.CallAsync(
                "POST sys/wrapping/unwrap",
                vault => vault.V1.System.UnwrapWrappedResponseDataAsync<SecretData<Dictionary<string, JsonElement>>>(token.Reveal()),
                cancellationToken);
            return answer.Data?.Data is null
                ? new UnwrapOutcome.NothingInside()
                : new UnwrapOutcome.Unwrapped(SharpKeyValueStore.Convert(answer.Data));
        }
        catch (SharpRefusal refusal)
        {
            return refusal.Status switch
            {
                404 => new UnwrapOutcome.NothingInside(),
                400 or 403 => new UnwrapOutcome.AlreadySpent(),
                _ => throw refusal.Refused(),
            };
        }
    }
}
