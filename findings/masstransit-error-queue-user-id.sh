#!/usr/bin/env bash
# MassTransit 8.5.12 on RabbitMQ 3.10.8 (Debian): a message whose sender stated its account in `user_id`, as RabbitMQ verifies it, cannot be
# moved to the `_error` queue by a consumer with another account. MassTransit repeats all properties of the message, the broker refuses an
# account that states another's (406), closes the channel, and gives the message out again: the consumer fails over it again and again,
# and nothing is ever in the `_error` queue.
# Expected: a message that fails once is in the `_error` queue, whoever sent it.
set -euo pipefail
version=3.10.8-1.1+deb12u1
library=8.5.12
if [ "${1:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A copy-on-write view of this machine in which the package is installed; it ends with the processes in it.
    unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
        mount --make-rprivate / && mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mount --rbind /dev "$1/root/dev" && mount -t proc proc "$1/root/proc" && mount -t tmpfs tmpfs "$1/root/tmp" && mount -t tmpfs tmpfs "$1/root/run"
        cp "$2" "$1/root/tmp/probe.sh" && exec chroot "$1/root" bash /tmp/probe.sh inside' - "$work" "$0"
    exit
fi

export DEBIAN_FRONTEND=noninteractive DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install --no-install-recommends "rabbitmq-server=$version" >/dev/null 2>&1
port=$((20000 + RANDOM % 5000 * 4))
export HOME=/tmp/home folder=/tmp/node
mkdir -p "$HOME" "$folder/mnesia" "$folder/log"
echo '[].' >"$folder/enabled_plugins"
echo "listeners.tcp.1 = 127.0.0.1:$port" >"$folder/rabbitmq.conf"
export RABBITMQ_NODENAME=probe@localhost RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf"
export RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_DIST_PORT=$((port + 2))
export ERL_EPMD_PORT=$((port + 3)) ERL_EPMD_ADDRESS=127.0.0.1
bin=/usr/lib/rabbitmq/bin
"$bin/rabbitmq-server" >"$folder/out" 2>&1 &
for _ in $(seq 600); do
    grep -qs 'Server startup complete' "$folder"/log/*.log && break
    sleep 0.1
done
grep -qs 'Server startup complete' "$folder"/log/*.log || { cat "$folder/out" >&2; exit 1; }
for user in sender consumer; do
    "$bin/rabbitmqctl" --quiet add_user "$user" a-password
    "$bin/rabbitmqctl" --quiet set_permissions "$user" '.*' '.*' '.*'
done

mkdir /tmp/probe && cd /tmp/probe
cat >probe.cs <<C
#:sdk Microsoft.NET.Sdk.Web
#:package MassTransit.RabbitMQ@$library
#:property PublishAot=false
using Findings;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

foreach (var statesItsAccount in new[] { false, true })
{
    var name = statesItsAccount ? "stated" : "unstated";
    FailingConsumer.Attempts = 0;
    var consumer = HostOf("consumer", bus => bus.AddConsumer<FailingConsumer>().Endpoint(endpoint => endpoint.Name = name));
    var sender = HostOf("sender", _ => { });
    await consumer.StartAsync();
    await sender.StartAsync();
    await sender.Services.GetRequiredService<IBus>().Publish(new Probe(name), context =>
    {
        if (statesItsAccount && context.TryGetPayload(out RabbitMqSendContext? send))
        {
            send.BasicProperties.UserId = "sender";
        }
    });
    await Task.Delay(TimeSpan.FromSeconds(10));
    Console.WriteLine(\$"{name} {(FailingConsumer.Attempts == 1 ? "once" : FailingConsumer.Attempts > 2 ? "again-and-again" : FailingConsumer.Attempts)}");
    await sender.StopAsync();
    await consumer.StopAsync();
}

IHost HostOf(string account, Action<IBusRegistrationConfigurator> configure)
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
    builder.Services.AddMassTransit(bus =>
    {
        configure(bus);
        bus.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host("127.0.0.1", $port, "/", host => { host.Username(account); host.Password("a-password"); });
            rabbit.ConfigureEndpoints(context);
        });
    });
    return builder.Build();
}

namespace Findings
{
    public sealed record Probe(string Name);

    public sealed class FailingConsumer : IConsumer<Probe>
    {
        public static int Attempts;

        public Task Consume(ConsumeContext<Probe> context)
        {
            if (context.Message.Name == context.ReceiveContext.InputAddress.Segments[^1])
            {
                Interlocked.Increment(ref Attempts);
            }

            throw new InvalidOperationException("This message cannot be handled.");
        }
    }
}
C
seen=$(dotnet run probe.cs)
held=$("$bin/rabbitmqctl" --quiet list_queues name messages --no-table-headers | sort | tr '\t\n' ' ,')
echo "MassTransit $library on RabbitMQ $version: $(tr '\n' ',' <<<"$seen") queues: $held"
[ "$seen" = $'unstated once\nstated again-and-again' ] && grep -q 'unstated_error 1' <<<"$held" && ! grep -q '[, ]stated_error [1-9]' <<<",$held" || { echo "changed"; exit 1; }
