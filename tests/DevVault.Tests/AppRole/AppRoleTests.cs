using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.AppRole;

[Category("Component")]
internal sealed class AppRoleTests
{
    private string _role = null!;

    private static VaultClient Client => SharedVault.Client;

    [SetUp]
    public void Name() => _role = SharedVault.NewName();

    [Test]
    public async Task Login_OneUseSecretIdManyAtOnce_HasOneWinner()
    {
        var (roleId, secretId) = await CreateAsync(new { secret_id_num_uses = 1, token_ttl = "5m" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => LogInAsync(roleId, secretId)));

        Assert.Multiple(() =>
        {
            Assert.That(answers.Count(answer => (int)answer.Status == 200), Is.EqualTo(1));
            Assert.That(
                answers.Where(answer => (int)answer.Status != 200).SelectMany(answer => answer.Errors),
                Has.All.EqualTo("invalid role or secret ID").Or.EqualTo("permission denied"),
                "the sixth is one too many");
        });
    }

    [Test]
    public async Task Login_ExpiredSecretId_IsRefused()
    {
        var (roleId, secretId) = await CreateAsync(new { secret_id_ttl = "1s" });

        await Eventually.Async(async () => (int)(await LogInAsync(roleId, secretId)).Status == 400, what: "The end of the secret id");
    }

    [Test]
    public async Task Login_Granted_CarriesTheRolesPoliciesAndLimits()
    {
        var (roleId, secretId) = await CreateAsync(new { token_policies = new[] { "p" }, token_ttl = "20m", token_max_ttl = "1h" });

        var auth = (await LogInAsync(roleId, secretId)).Ok().Auth;

        Assert.Multiple(async () =>
        {
            Assert.That(auth.GetProperty("policies").EnumerateArray().Select(policy => policy.GetString()), Is.EqualTo(new[] { "default", "p" }));
            Assert.That(auth.GetProperty("lease_duration").GetInt32(), Is.EqualTo(1200));
            Assert.That(auth.GetProperty("metadata").GetProperty("role_name").GetString(), Is.EqualTo(_role));
            var renewed = await Client.WriteAsync("auth/token/renew-self", new { increment = "10h" }, auth.GetProperty("client_token").GetString());
            Assert.That(renewed.Ok().Auth.GetProperty("lease_duration").GetInt32(), Is.InRange(3500, 3600));
        });
    }

    [Test]
    public async Task Login_RoleDeleted_IsRefused()
    {
        var (roleId, secretId) = await CreateAsync(new { });
        (await Client.DeleteAsync("auth/approle/role/" + _role)).Ok();

        (await LogInAsync(roleId, secretId)).IsRefused(400, "invalid role or secret ID");
    }

    [Test]
    public async Task Login_SecretIdDestroyedByAccessor_IsRefused()
    {
        var (roleId, _) = await CreateAsync(new { });
        var second = (await Client.WriteAsync($"auth/approle/role/{_role}/secret-id")).Ok().Data;
        (await Client.WriteAsync(
            $"auth/approle/role/{_role}/secret-id-accessor/destroy",
            new { secret_id_accessor = second.GetProperty("secret_id_accessor").GetString() })).Ok();

        (await LogInAsync(roleId, second.GetProperty("secret_id").GetString()!)).IsRefused(400, "invalid role or secret ID");
    }

    [Test]
    public async Task Login_FromElsewhere_IsRefused()
    {
        var (roleId, secretId) = await CreateAsync(new { secret_id_bound_cidrs = new[] { "10.9.9.0/24" } });

        (await LogInAsync(roleId, secretId))
            .IsRefused(400, "source address \"127.0.0.1\" unauthorized by CIDR restrictions on the role");
    }

    [TestCase("""{"token_ttl":"2h","token_max_ttl":"1h"}""", 400, "'token_ttl' cannot be greater than 'token_max_ttl'")]
    [TestCase("""{"token_ttl":"zzz"}""", 400, "error converting input for field \"token_ttl\": time: invalid duration \"zzz\"")]
    [TestCase("""{"bind_secret_id":false}""", 500, "1 error occurred:\n\t* at least one constraint should be enabled on the role\n\n")]
    public async Task Role_Unfit_IsRefused(string body, int status, string error) =>
        (await Client.SendAsync("POST", "auth/approle/role/" + _role, body)).IsRefused(status, error);

    [Test]
    public async Task Disable_OfTheMount_EndsItsLogins()
    {
        var mount = SharedVault.NewName();
        (await Client.WriteAsync("sys/auth/" + mount, new { type = "approle" })).Ok();
        (await Client.WriteAsync($"auth/{mount}/role/r", new { token_ttl = "5m" })).Ok();
        var roleId = (await Client.ReadAsync($"auth/{mount}/role/r/role-id")).Data.GetProperty("role_id").GetString();
        var secretId = (await Client.WriteAsync($"auth/{mount}/role/r/secret-id")).Data.GetProperty("secret_id").GetString();
        var token = (await Client.WriteAsync($"auth/{mount}/login", new { role_id = roleId, secret_id = secretId }, token: "")).Ok().ClientToken;

        (await Client.DeleteAsync("sys/auth/" + mount)).Ok();

        (await Client.ReadAsync("auth/token/lookup-self", token)).IsRefused(403, VaultAnswer.InvalidToken);
    }

    private async Task<(string RoleId, string SecretId)> CreateAsync(object settings)
    {
        (await Client.WriteAsync("auth/approle/role/" + _role, settings)).Ok();
        return (
            (await Client.ReadAsync($"auth/approle/role/{_role}/role-id")).Data.GetProperty("role_id").GetString()!,
            (await Client.WriteAsync($"auth/approle/role/{_role}/secret-id")).Data.GetProperty("secret_id").GetString()!);
    }

    private static Task<VaultAnswer> LogInAsync(string roleId, string secretId) =>
        Client.WriteAsync("auth/approle/login", new { role_id = roleId, secret_id = secretId }, token: "");
}
