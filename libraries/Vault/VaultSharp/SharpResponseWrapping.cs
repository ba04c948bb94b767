using PenguinMails.Vault.Wrapping;
using global::VaultSharp.V1.Commons;

namespace PenguinMails.Vault.Sharp;

internal sealed class SharpResponseWrapping(SharpClient client, TokenInquiry inquiry, string mount, TimeProvider time) : IResponseWrapping
{
    public async Task<WrappedToken?> ReadWrappedAsync(
        VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        var asked = Moment.Now(time);
        try
        {
            var answer = await client.CallAsync(
                $"GET {mount}/data/*",
                vault => vault.V1.Secrets.KeyValue.V2.ReadSecretAsync<Dictionary<string, JsonElement>>(
                    path.ToString(), version, mount, HttpResponseWrapping.Seconds(timeToLive)),
                cancellationToken);
            var wrap = answer.WrapInfo;
            return asked.Token(wrap.Token, TimeSpan.FromSeconds(wrap.TimeToLive), wrap.CreationPath ?? "");
        }
        catch (SharpRefusal refusal)
        {
            return refusal.IsAbsent ? null : throw refusal.Refused();
        }
    }

    public Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default) =>
        Unwrapping.RunAsync(() => UnwrapOnceAsync(token, cancellationToken), token, inquiry, time, cancellationToken);

    private async Task<UnwrapOutcome?> UnwrapOnceAsync(WrappedToken token, CancellationToken cancellationToken)
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
                400 or 403 => null,
                _ => throw refusal.Refused(),
            };
        }
    }
}
