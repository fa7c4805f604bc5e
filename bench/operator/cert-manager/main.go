// cert-manager's controller of Issuers, from its own packages, with the one kind of issuer that needs nobody else.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/controller/issuers"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
)

func main() {
	workers, err := strconv.Atoi(os.Getenv("WORKERS"))
	if err != nil {
		log.Fatalf("WORKERS: %v", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	// As its own main does it: no limit of the client where the API server has priorities of its own.
	options := controller.ContextOptions{Kubeconfig: os.Getenv("KUBECONFIG"), KubernetesAPIQPS: 1000, KubernetesAPIBurst: 1000}
	factory, err := controller.NewContextFactory(ctx, options)
	if err != nil {
		log.Fatal(err)
	}
	loop, err := controller.Known()[issuers.ControllerName](factory)
	if err != nil {
		log.Fatal(err)
	}
	shared, err := factory.Build()
	if err != nil {
		log.Fatal(err)
	}
	shared.SharedInformerFactory.Start(ctx.Done())
	shared.KubeSharedInformerFactory.Start(ctx.Done())
	if err := loop.Run(workers, ctx); err != nil {
		log.Fatal(err)
	}
}
